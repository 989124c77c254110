import HTTPKit
package import IngestDomain
package import Primitives
import Synchronization

/// Says how many requests may go to the agent now: as many as there are slots, none while it rests, one at a time while it is being probed.
///
/// An agent that fails, or isn't there, opens the circuit. One that is busy hasn't failed: it names a time, and is left alone until then.
package final class AgentGate: Sendable {
    /// What a request said about the agent.
    enum Finding: Sendable {
        case answered
        /// It takes nothing until then.
        case busy(Duration)
        case failed(reason: String)
        /// Nothing: it was given up here.
        case none
    }

    enum Slot: Sendable {
        case regular
        /// It went through a circuit that isn't closed: what becomes of it decides about the others.
        case probe
    }

    private struct State {
        var busy = 0
        var breaker: CircuitBreaker<ContinuousClock.Instant>
        var isProbing = false
        var restsUntil: ContinuousClock.Instant?
        var reason: String?
        var since: Timestamp
    }

    private let options: DispatcherOptions
    private let clock: WallClock
    private let state: Mutex<State>

    package init(options: DispatcherOptions, clock: WallClock = .system) {
        self.options = options
        self.clock = clock
        let limits = CircuitBreaker<ContinuousClock.Instant>.Limits(failures: options.circuitFailures, pause: options.circuitPause)
        state = Mutex(State(breaker: CircuitBreaker(limits: limits), since: clock.now))
    }

    /// Takes all slots that there are. Each is to be given back by ``giveBack(_:_:at:)``.
    func take(at now: ContinuousClock.Instant) -> (count: Int, slot: Slot) {
        change { state in
            if let until = state.restsUntil, now < until { return (0, .regular) }
            let free = max(0, options.concurrency - state.busy)
            if case .closed = state.breaker.state {
                state.busy += free
                return (free, .regular)
            }
            guard free > 0, !state.isProbing, state.breaker.admits(at: now) else { return (0, .probe) }
            (state.isProbing, state.busy) = (true, state.busy + 1)
            return (1, .probe)
        }
    }

    /// Ends the use of one slot with what was learned.
    func giveBack(_ slot: Slot, _ finding: Finding, at now: ContinuousClock.Instant) {
        change { state in
            state.busy -= 1
            switch finding {
            case .answered: state.restsUntil = nil
            case .busy(let pause):
                let until = now.advanced(by: min(pause, options.longestRest))
                state.restsUntil = state.restsUntil.map { max($0, until) } ?? until
            case .failed(let reason): state.reason = reason
            case .none: break
            }
            if slot == .probe { state.isProbing = false }
            // What began before the circuit opened says nothing about how the agent is now.
            guard slot == .probe || state.breaker.circuit == .closed else { return }
            switch finding {
            case .answered, .busy: state.breaker.record(success: true, at: now)
            case .failed: state.breaker.record(success: false, at: now)
            case .none: state.breaker.withdraw()
            }
        }
    }

    /// As people and other replicas are told.
    package var circuit: AgentCircuit {
        state.withLock { state in
            let circuit = state.breaker.circuit
            return AgentCircuit(
                worker: options.worker, state: circuit, reason: circuit == .closed ? nil : state.reason, since: state.since)
        }
    }

    /// Notes when the circuit changes.
    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            let before = state.breaker.circuit
            defer { if state.breaker.circuit != before { state.since = clock.now } }
            return body(&state)
        }
    }
}

extension CircuitBreaker {
    fileprivate var circuit: AgentCircuit.State {
        switch state {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        }
    }
}
