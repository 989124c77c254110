import Synchronization

/// Makes a report when it is asked for, at most once in the last one's lifetime however many ask: who may ask freely mustn't cost what it looks at.
final class SharedReport<Report: Sendable>: Sendable {
    private struct State {
        var latest: (report: Report, madeAt: ContinuousClock.Instant)?
        var isBeingMade = false
    }

    /// While somebody looks, the others are told what was seen last; not what was seen long ago.
    private static var patience: Duration { .seconds(5) }

    private let lifetime: @Sendable (Report) -> Duration
    private let make: @Sendable () async -> Report
    private let state = Mutex(State())

    /// - Parameter lifetime: For how long a report answers. What is about to change may be looked at sooner.
    init(lifetime: @escaping @Sendable (Report) -> Duration, make: @escaping @Sendable () async -> Report) {
        self.lifetime = lifetime
        self.make = make
    }

    func report() async -> Report {
        let now = ContinuousClock.now
        let known: Report? = state.withLock { state in
            let patience = state.isBeingMade ? Self.patience : .zero
            if let latest = state.latest, now < latest.madeAt + lifetime(latest.report) + patience { return latest.report }
            state.isBeingMade = true
            return nil
        }
        if let known { return known }
        let report = await make()
        state.withLock { state in
            // What was cut short by a caller who went away says nothing of the service.
            if !Task.isCancelled { state.latest = (report, now) }
            state.isBeingMade = false
        }
        return report
    }
}
