import HTTPKit
import HTTPTypes
import TestSupport
import Testing

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let clock = ManualClock()

    private func breaker(failed times: Int = 0) -> CircuitBreaker<ManualClock.Instant> {
        var breaker = CircuitBreaker<ManualClock.Instant>(limits: .init(failures: 3, pause: .seconds(10), probes: 2))
        for _ in 0..<times { breaker.record(success: false, at: clock.now) }
        return breaker
    }

    @Test("it opens after so many failures in a row, and a success starts the count anew")
    func opens() {
        var breaker = breaker(failed: 2)
        breaker.record(success: true, at: clock.now)
        breaker.record(success: false, at: clock.now)
        breaker.record(success: false, at: clock.now)
        #expect(admits(&breaker))
        breaker.record(success: false, at: clock.now)
        #expect(!admits(&breaker))
    }

    @Test("after the pause one probe goes at a time, and enough of them close it")
    func probes() {
        var breaker = breaker(failed: 3)
        clock.advance(by: .seconds(10))
        #expect(admits(&breaker))
        #expect(!admits(&breaker))
        breaker.record(success: true, at: clock.now)
        #expect(admits(&breaker))
        breaker.record(success: true, at: clock.now)
        #expect(breaker.state == .closed(failures: 0))
        #expect(admits(&breaker))
        #expect(admits(&breaker))
    }

    @Test("a probe that fails opens it for another pause")
    func failedProbe() {
        var breaker = breaker(failed: 3)
        clock.advance(by: .seconds(10))
        #expect(admits(&breaker))
        breaker.record(success: false, at: clock.now)
        clock.advance(by: .seconds(9))
        #expect(!admits(&breaker))
        clock.advance(by: .seconds(1))
        #expect(admits(&breaker))
    }

    @Test("a probe whose caller gave up makes room for the next, told or not")
    func lostProbe() {
        var breaker = breaker(failed: 3)
        clock.advance(by: .seconds(10))
        #expect(admits(&breaker))
        breaker.withdraw()
        #expect(admits(&breaker))
        #expect(!admits(&breaker))
        clock.advance(by: .seconds(10))
        #expect(admits(&breaker))
    }

    @Test("an answer that was under way when it opened doesn't close it")
    func late() {
        var breaker = breaker(failed: 3)
        breaker.record(success: true, at: clock.now)
        #expect(!admits(&breaker))
    }

    @Test("what began before it opened neither closes it, reopens it nor ends a probe", arguments: [true, false, nil])
    func old(success: Bool?) throws {
        var breaker = breaker()
        let tickets = (0..<4).compactMap { _ in breaker.admit(at: clock.now) }
        for ticket in tickets.prefix(3) { breaker.record(success: false, of: ticket, at: clock.now) }
        clock.advance(by: .seconds(10))
        let admitted = breaker.admit(at: clock.now)
        let probe = try #require(admitted)
        let before = breaker.state
        if let success { breaker.record(success: success, of: tickets[3], at: clock.now) } else { breaker.withdraw(tickets[3]) }
        #expect(breaker.state == before)
        breaker.record(success: false, of: probe, at: clock.now)
        #expect(!admits(&breaker))
    }

    private func admits(_ breaker: inout CircuitBreaker<ManualClock.Instant>) -> Bool {
        breaker.admits(at: clock.now)
    }
}

@Suite("A transport behind a circuit breaker")
struct CircuitBreakingTransportTests {
    @Test("while it is open nothing is sent; a 404 is no failure of the server, a 503 is")
    func transport() async throws {
        let clock = ManualClock()
        let answers = [404, 404, 503, 503, 200].map { Result<OutboundResponse, TransportError>.success(OutboundResponse(status: .init(code: $0))) }
        let mock = MockTransport(outcomes: answers)
        let transport = CircuitBreakingTransport(mock, limits: .init(failures: 2, pause: .seconds(10)), clock: clock)
        let request = OutboundRequest(url: "http://x", timeout: .seconds(1))
        for _ in 0..<4 { _ = try await transport.send(request) }
        #expect(!transport.isClosed)
        let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(error?.reason == .circuitOpen)
        #expect(mock.requests.count == 4)
        clock.advance(by: .seconds(10))
        #expect(try await transport.send(request).status == .ok)
        #expect(transport.isClosed)
    }
}
