package import Primitives
import Synchronization

/// What `/health` tells people and dashboards: each part of the service with its state and its figures.
///
/// `{"status": "degraded", "service": "whence-ingest", "version": "0.1.0", "checked_at": "…", "components": {"queue": {"status": "ok", "queued": 3}}}`
///
/// It is made when it is asked for, at most once in a few seconds however many ask, and no part is waited for longer than two seconds.
package final class HealthOverview: Sendable {
    private struct State {
        var latest: (report: JSONValue, madeAt: ContinuousClock.Instant)?
        var isBeingMade = false
    }

    /// How long one answer serves.
    private static let lifetime: Duration = .seconds(5)

    private let service: String
    private let version: String
    private let sources: [HealthSource]
    private let clock: WallClock
    private let state = Mutex(State())

    package init(service: String, version: String, sources: [HealthSource], clock: WallClock = .system) {
        self.service = service
        self.version = version
        self.sources = sources
        self.clock = clock
    }

    func report() async -> JSONValue {
        let now = ContinuousClock.now
        let known: JSONValue? = state.withLock { state in
            // While somebody looks, the others are told what was seen last.
            if let latest = state.latest, state.isBeingMade || now < latest.madeAt + Self.lifetime { return latest.report }
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

    private func make() async -> JSONValue {
        let components = await withTaskGroup(of: [String: HealthComponent].self) { group in
            for source in sources { group.addTask { await source.components() } }
            return await group.reduce(into: [:]) { all, some in all.merge(some) { _, last in last } }
        }
        return [
            "status": .string(Self.overall(components.values).rawValue), "service": .string(service), "version": .string(version),
            "checked_at": .string(clock.now.description), "components": .object(components.mapValues(\.json)),
        ]
    }

    private static func overall(_ components: some Collection<HealthComponent>) -> HealthComponent.Status {
        if components.contains(where: { $0.isCritical && $0.status == .failed }) { return .failed }
        return components.contains { $0.status != .ok && $0.status != .off } ? .degraded : .ok
    }
}
