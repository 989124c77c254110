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

    /// A request that was admitted. Its outcome counts only while the circuit hasn't opened since.
    package struct Ticket: Hashable, Sendable {
        fileprivate var generation: Int
    }

    package private(set) var state: State = .closed(failures: 0)
    private let limits: Limits
    /// How often it has opened.
    private var generation = 0

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// A ticket where a request may be sent now. It must be followed by one call of ``record(success:of:at:)`` or ``withdraw(_:)``.
    package mutating func admit(at now: Moment) -> Ticket? {
        switch state {
        case .closed:
            break
        case .open(let until):
            guard now >= until else { return nil }
            state = .halfOpen(successes: 0, probeUntil: now.advanced(by: limits.pause))
        case .halfOpen(let successes, let probeUntil):
            if let probeUntil, now < probeUntil { return nil }
            state = .halfOpen(successes: successes, probeUntil: now.advanced(by: limits.pause))
        }
        return Ticket(generation: generation)
    }

    /// Whether a request may be sent now, for callers that know themselves which of their requests is the probe.
    package mutating func admits(at now: Moment) -> Bool { admit(at: now) != nil }

    /// Takes the outcome of a request that was admitted. One that began before the circuit opened says nothing about the server now.
    package mutating func record(success: Bool, of ticket: Ticket? = nil, at now: Moment) {
        guard isCurrent(ticket) else { return }
        switch (state, success) {
        case (.closed, true):
            state = .closed(failures: 0)
        case (.closed(let failures), false):
            if failures + 1 >= limits.failures { trip(at: now) } else { state = .closed(failures: failures + 1) }
        case (.halfOpen(let successes, _), true):
            state = successes + 1 >= limits.probes ? .closed(failures: 0) : .halfOpen(successes: successes + 1, probeUntil: nil)
        case (.halfOpen, false):
            trip(at: now)
        case (.open, _):
            break
        }
    }

    /// For a request that was admitted and whose outcome says nothing about the server: its caller gave up.
    package mutating func withdraw(_ ticket: Ticket? = nil) {
        guard isCurrent(ticket) else { return }
        if case .halfOpen(let successes, _) = state {
            state = .halfOpen(successes: successes, probeUntil: nil)
        }
    }

    private mutating func trip(at now: Moment) {
        generation += 1
        state = .open(until: now.advanced(by: limits.pause))
    }

    private func isCurrent(_ ticket: Ticket?) -> Bool { ticket.map { $0.generation == generation } ?? true }
}
