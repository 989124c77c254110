import HTTPKit
import HTTPTypes
import Primitives
import Synchronization
import TestSupport
import Testing

@Suite("A transport that tries again")
struct RetryingTransportTests {
    private let clock = ManualClock()
    private let noon = WallClock.fixed(Timestamp(microseconds: 1_795_262_400_000_000))

    private func failure(_ reason: TransportError.Reason) -> Result<OutboundResponse, TransportError> {
        .failure(TransportError(reason: reason, request: "GET http://x", detail: ""))
    }

    private func answer(_ code: Int, _ headers: HTTPFields = [:]) -> Result<OutboundResponse, TransportError> {
        .success(OutboundResponse(status: .init(code: code), headers: headers))
    }

    private func retrying(_ mock: MockTransport, onRetry: @escaping @Sendable () -> Void = {}) -> RetryingTransport<MockTransport, ManualClock> {
        RetryingTransport(mock, policy: RetryPolicy(maximumAttempts: 3), clock: clock, wallClock: noon, chance: { 0 }, onRetry: onRetry)
    }

    @Test("a failure that may pass is tried again until it has passed")
    func recovers() async throws {
        let mock = MockTransport(outcomes: [failure(.connectFailed), answer(503), answer(200)])
        let retries = Counted()
        let response = try await retrying(mock, onRetry: retries.add).send(OutboundRequest(url: "http://x", timeout: .seconds(5)))
        #expect(response.status == .ok)
        #expect(clock.sleeps == [.milliseconds(100), .milliseconds(200)])
        #expect(retries.count == 2)
    }

    @Test("each attempt has only the time that is left")
    func timeouts() async throws {
        let mock = MockTransport { [clock] _ throws(TransportError) in
            clock.advance(by: .seconds(1))
            return OutboundResponse(status: .badGateway)
        }
        let response = try await retrying(mock).send(OutboundRequest(url: "http://x", timeout: .seconds(5)))
        #expect(response.status == .badGateway)
        #expect(mock.requests.map(\.timeout) == [.seconds(5), .milliseconds(3900), .milliseconds(2700)])
    }

    @Test("the server's wish is honoured, unless the deadline comes first")
    func retryAfter() async throws {
        let mock = MockTransport(outcomes: [answer(429, [.retryAfter: "2"]), answer(503, [.retryAfter: "9"]), answer(200)])
        let response = try await retrying(mock).send(OutboundRequest(url: "http://x", timeout: .seconds(5)))
        #expect(response.status.code == 503)
        #expect(clock.sleeps == [.seconds(2)])
    }

    @Test("what won't change, or may have done its work, is sent once", arguments: [(HTTPRequest.Method.post, 503), (.get, 404)])
    func once(method: HTTPRequest.Method, status: Int) async throws {
        let mock = MockTransport(outcomes: [answer(status), answer(200)])
        let response = try await retrying(mock).send(OutboundRequest(method: method, url: "http://x", timeout: .seconds(5)))
        #expect(response.status.code == status)
        #expect(mock.requests.count == 1)
    }

    @Test("a TLS failure, a deadline and a cancellation aren't tried again", arguments: [TransportError.Reason.tlsFailed, .timedOut, .cancelled])
    func errors(reason: TransportError.Reason) async {
        let mock = MockTransport(outcomes: [failure(reason)])
        await #expect(throws: TransportError.self) { try await retrying(mock).send(OutboundRequest(url: "http://x", timeout: .seconds(5))) }
        #expect(mock.requests.count == 1)
    }
}

private final class Counted: Sendable {
    private let storage = Mutex(0)

    func add() { storage.withLock { $0 += 1 } }
    var count: Int { storage.withLock { $0 } }
}
