package import Logging
package import Primitives
import Synchronization

/// What waits to be written: so that no analysis waits for a database. When it is full, the oldest make room, and that is counted and logged.
package final class SessionQueue: Sendable {
    fileprivate struct State {
        var waiting: [AnalysisSession] = []
        var dropped = 0
        var loggedAt: Timestamp?
    }

    private let limit: Int
    private let clock: WallClock
    private let logger: Logger
    private let state = Mutex(State())

    /// Drops are logged once in so long.
    private static let logInterval: Duration = .seconds(60)

    /// - Parameter limit: analyses; a large one has half a megabyte.
    package init(limit: Int = 200, clock: WallClock = .system, logger: Logger) {
        self.limit = limit
        self.clock = clock
        self.logger = logger
    }

    package func add(_ session: AnalysisSession) {
        let now = clock.now
        let toLog = state.withLock { state -> Int? in
            state.waiting.append(session)
            guard state.waiting.count > limit else { return nil }
            state.drop(state.waiting.count - limit)
            return state.report(at: now, every: Self.logInterval)
        }
        if let toLog { warn(toLog) }
    }

    /// The oldest ones, which are taken out when they are written: see ``written(_:)``.
    package func next(_ count: Int) -> [AnalysisSession] {
        state.withLock { Array($0.waiting.prefix(count)) }
    }

    package func written(_ ids: Set<UUIDv7>) {
        state.withLock { $0.waiting.removeAll { ids.contains($0.id) } }
    }

    /// Given up: the database refuses these.
    package func refuse(_ ids: Set<UUIDv7>) {
        let toLog = state.withLock { state -> Int? in
            state.waiting.removeAll { ids.contains($0.id) }
            state.dropped += ids.count
            return state.report(at: clock.now, every: Self.logInterval)
        }
        if let toLog { warn(toLog) }
    }

    package var count: Int { state.withLock { $0.waiting.count } }
    package var dropped: Int { state.withLock { $0.dropped } }

    private func warn(_ dropped: Int) {
        logger.warning("analyses could not be stored and are lost", metadata: ["dropped": .stringConvertible(dropped)])
    }
}

extension SessionQueue.State {
    fileprivate mutating func drop(_ count: Int) {
        waiting.removeFirst(count)
        dropped += count
    }

    /// - Returns: how many were dropped so far, where it is time to say so.
    fileprivate mutating func report(at now: Timestamp, every interval: Duration) -> Int? {
        if let loggedAt, now - loggedAt < interval { return nil }
        loggedAt = now
        return dropped
    }
}
