import IngestDomain
import Primitives
import Synchronization
import Testing

@testable import IngestApp

@Suite struct AgentGateTests {
    private let start = ContinuousClock.now

    private func gate(_ change: (inout DispatcherOptions) -> Void = { _ in }) -> AgentGate {
        var options = DispatcherOptions(worker: "one")
        (options.concurrency, options.circuitFailures, options.circuitPause) = (4, 3, .seconds(5))
        change(&options)
        return AgentGate(options: options)
    }

    /// Takes all slots, and gives them back with what was found.
    private func use(_ gate: AgentGate, _ finding: AgentGate.Finding, at now: ContinuousClock.Instant) -> Int {
        let (count, slot) = gate.take(at: now)
        for _ in 0..<count { gate.giveBack(slot, finding, at: now) }
        return count
    }

    @Test func `as many requests go as there are slots`() {
        let gate = gate()
        #expect(gate.take(at: start).count == 4)
        #expect(gate.take(at: start).count == 0)
        gate.giveBack(.regular, .answered, at: start)
        #expect(gate.take(at: start).count == 1)
    }

    @Test func `an agent that fails repeatedly is left alone, and then asked by one request at a time`() {
        let gate = gate()
        #expect(use(gate, .failed(reason: "refused"), at: start) == 4)
        #expect(gate.circuit.state == .open)
        #expect(gate.circuit.reason == "refused")
        #expect(gate.take(at: start + .seconds(4)).count == 0)
        let (count, slot) = gate.take(at: start + .seconds(5))
        #expect(count == 1)
        #expect(gate.circuit.state == .halfOpen)
        // However long the probe takes.
        #expect(gate.take(at: start + .seconds(500)).count == 0)
        gate.giveBack(slot, .failed(reason: "refused"), at: start + .seconds(500))
        #expect(gate.take(at: start + .seconds(504)).count == 0)
        #expect(use(gate, .answered, at: start + .seconds(505)) == 1)
        #expect(gate.circuit.state == .closed)
        #expect(gate.circuit.reason == nil)
        #expect(gate.take(at: start + .seconds(505)).count == 4)
    }

    @Test func `what began before the circuit opened neither closes it nor keeps it open`() {
        let gate = gate()
        _ = gate.take(at: start)
        for _ in 0..<3 { gate.giveBack(.regular, .failed(reason: ""), at: start) }
        #expect(gate.circuit.state == .open)
        let probe = gate.take(at: start + .seconds(5))
        #expect(probe.count == 1)
        gate.giveBack(.regular, .answered, at: start + .seconds(6))
        #expect(gate.circuit.state == .halfOpen)
        gate.giveBack(probe.slot, .answered, at: start + .seconds(7))
        #expect(gate.circuit.state == .closed)
    }

    @Test func `a probe that was given up, or found nothing to ask, is followed by the next at once`() {
        let gate = gate()
        _ = use(gate, .failed(reason: ""), at: start)
        #expect(use(gate, .none, at: start + .seconds(5)) == 1)
        #expect(gate.take(at: start + .seconds(5)).count == 1)
    }

    @Test func `a busy agent rests as long as it asks, within a bound, and that opens no circuit`() {
        let gate = gate { $0.longestRest = .seconds(60) }
        #expect(use(gate, .busy(.seconds(30)), at: start) == 4)
        #expect(gate.circuit.state == .closed)
        #expect(gate.take(at: start + .seconds(29)).count == 0)
        #expect(use(gate, .busy(.seconds(3600)), at: start + .seconds(30)) == 4)
        #expect(gate.take(at: start + .seconds(89)).count == 0)
        #expect(gate.take(at: start + .seconds(90)).count == 4)
    }

    @Test func `since when the circuit is as it is, is told`() {
        let time = Mutex(Timestamp(microseconds: 1))
        var options = DispatcherOptions(worker: "one")
        options.circuitFailures = 1
        let gate = AgentGate(options: options, clock: WallClock { time.withLock { $0 } })
        #expect(gate.circuit.since == Timestamp(microseconds: 1))
        time.withLock { $0 = Timestamp(microseconds: 2) }
        _ = use(gate, .failed(reason: ""), at: start)
        time.withLock { $0 = Timestamp(microseconds: 3) }
        _ = gate.take(at: start)
        #expect(gate.circuit.since == Timestamp(microseconds: 2))
    }
}
