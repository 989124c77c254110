import Synchronization

/// How many jobs may still be taken on, and whether the agent is left alone for a while.
final class Slots: Sendable {
    private struct State {
        var busy = 0
        var pausedUntil: ContinuousClock.Instant?
        var failuresInARow = 0
    }

    private let options: DispatcherOptions
    private let chance: @Sendable () -> Double
    private let state = Mutex(State())

    /// - Parameter chance: 0…1, drawn anew for each pause.
    init(options: DispatcherOptions, chance: @escaping @Sendable () -> Double) {
        self.options = options
        self.chance = chance
    }

    /// 0 while the agent is left alone.
    func free(at now: ContinuousClock.Instant) -> Int {
        state.withLock { state in
            if let until = state.pausedUntil, now < until { return 0 }
            // After a pause one job goes ahead, to see whether the agent is back.
            let limit = state.failuresInARow > 0 ? 1 : options.concurrency
            return max(0, limit - state.busy)
        }
    }

    func take() {
        state.withLock { $0.busy += 1 }
    }

    func giveBack() {
        state.withLock { $0.busy -= 1 }
    }

    func agentAnswered() {
        state.withLock { ($0.failuresInARow, $0.pausedUntil) = (0, nil) }
    }

    /// Half of the pause is left to chance, so that replicas don't come back together.
    /// - Returns: The pause that was decided on; nil where there is one already.
    func agentIsAway(at now: ContinuousClock.Instant, retryAfter: Duration?) -> Duration? {
        state.withLock { state in
            if let until = state.pausedUntil, now < until { return nil }
            let full = min(options.pause * (1 << min(state.failuresInARow, 16)), options.maximumPause)
            let pause = min(max(full * (0.5 + 0.5 * chance()), retryAfter ?? .zero), options.maximumPause)
            state.failuresInARow += 1
            state.pausedUntil = now.advanced(by: pause)
            return pause
        }
    }
}
