/// Spares a server that fails, and its callers the wait: after enough failures in a row nothing is sent for a while, then single probes.
///
/// Pure: it is told the time and the outcomes, and says whether a request may go.
package struct CircuitBreaker<Moment: InstantProtocol<Duration>>: Sendable {
    package enum State: Hashable, Sendable {
        /// Requests go; so many have failed since the last that succeeded.
        case closed(failures: Int)
        /// None goes until then.
        case open(until: Moment)
        /// One goes at a time; so many have succeeded. A probe that is never reported (its caller vanished) is given up at `until`.
        case halfOpen(successes: Int, probeUntil: Moment?)
    }

    package struct Limits: Hashable, Sendable {
        /// Failures in a row that open the circuit.
        package var failures: Int
        /// How long it then stays open.
        package var pause: Duration
        /// Probes that must succeed before it closes.
        package var probes: Int

        package init(failures: Int = 5, pause: Duration = .seconds(10), probes: Int = 1) {
            self.failures = max(1, failures)
            self.pause = pause
            self.probes = max(1, probes)
        }
    }

    package private(set) var state: State = .closed(failures: 0)
    private let limits: Limits

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether a request may be sent now. A yes must be followed by one call of ``record(success:at:)`` or ``withdraw()``.
    package mutating func admits(at now: Moment) -> Bool {
        switch state {
        case .closed:
            return true
        case .open(let until):
            guard now >= until else { return false }
            state = .halfOpen(successes: 0, probeUntil: now.advanced(by: limits.pause))
            return true
        case .halfOpen(let successes, let probeUntil):
            if let probeUntil, now < probeUntil { return false }
            state = .halfOpen(successes: successes, probeUntil: now.advanced(by: limits.pause))
            return true
        }
    }

    /// Takes the outcome of a request that was admitted. One that began before the circuit opened doesn't close it.
    package mutating func record(success: Bool, at now: Moment) {
        switch (state, success) {
        case (.closed, true):
            state = .closed(failures: 0)
        case (.closed(let failures), false):
            state = failures + 1 >= limits.failures ? .open(until: now.advanced(by: limits.pause)) : .closed(failures: failures + 1)
        case (.halfOpen(let successes, _), true):
            state = successes + 1 >= limits.probes ? .closed(failures: 0) : .halfOpen(successes: successes + 1, probeUntil: nil)
        case (.halfOpen, false):
            state = .open(until: now.advanced(by: limits.pause))
        case (.open, _):
            break
        }
    }

    /// For a request that was admitted and whose outcome says nothing about the server: its caller gave up.
    package mutating func withdraw() {
        if case .halfOpen(let successes, _) = state {
            state = .halfOpen(successes: successes, probeUntil: nil)
        }
    }
}
