import HTTPKit
import HTTPTypes
import Primitives
import Testing

@Suite("When to try again")
struct RetryPolicyTests {
    private let policy = RetryPolicy(maximumAttempts: 5, firstDelay: .milliseconds(100), maximumDelay: .milliseconds(500))

    @Test(
        "delays double up to the maximum; half of each is left to chance",
        arguments: [
            (1, 0.0, 50), (1, 0.999_999, 100), (2, 0.0, 100), (2, 0.5, 150), (3, 0.0, 200), (4, 0.0, 250), (4, 0.999_999, 500),
        ])
    func backoff(attempt: Int, chance: Double, milliseconds: Int) throws {
        let delay = try #require(policy.delay(afterAttempt: attempt, retryAfter: nil, remaining: .seconds(60), chance: chance))
        #expect(abs(delay.seconds * 1000 - Double(milliseconds)) < 0.01)
    }

    @Test("the last attempt is the last")
    func attempts() {
        #expect(policy.delay(afterAttempt: 5, retryAfter: nil, remaining: .seconds(60), chance: 0) == nil)
        #expect(RetryPolicy(maximumAttempts: 1).delay(afterAttempt: 1, retryAfter: nil, remaining: .seconds(60), chance: 0) == nil)
    }

    @Test("no wait reaches the deadline")
    func deadline() {
        #expect(policy.delay(afterAttempt: 1, retryAfter: nil, remaining: .milliseconds(51), chance: 0) == .milliseconds(50))
        #expect(policy.delay(afterAttempt: 1, retryAfter: nil, remaining: .milliseconds(50), chance: 0) == nil)
        #expect(policy.delay(afterAttempt: 1, retryAfter: .seconds(10), remaining: .seconds(5), chance: 0) == nil)
    }

    @Test("what the server asks for is waited out, even past the maximum of our own delays")
    func retryAfter() {
        #expect(policy.delay(afterAttempt: 1, retryAfter: .seconds(3), remaining: .seconds(5), chance: 0) == .seconds(3))
        #expect(policy.delay(afterAttempt: 1, retryAfter: .zero, remaining: .seconds(5), chance: 0) == .milliseconds(50))
    }

    @Test(
        "Retry-After is read as seconds or as a date",
        arguments: [
            ("120", 120), ("0", 0), ("Sat, 21 Nov 2026 12:00:30 GMT", 30), ("Sat, 21 Nov 2026 11:00:00 GMT", 0), ("99999999", 86_400),
        ])
    func header(text: String, seconds: Int) throws {
        let noon = try #require(Timestamp(rfc3339: "2026-11-21T12:00:00Z"))
        #expect(RetryPolicy.retryAfter([.retryAfter: text], now: noon) == .seconds(seconds))
    }

    @Test("anything else in Retry-After is no wish", arguments: ["-1", "soon", "", "1.5", "Sat, 31 Feb 2026 12:00:30 GMT"])
    func badHeader(text: String) throws {
        let noon = try #require(Timestamp(rfc3339: "2026-11-21T12:00:00Z"))
        #expect(RetryPolicy.retryAfter([.retryAfter: text], now: noon) == nil)
    }
}

@Suite("Dates of HTTP headers")
struct HTTPDateTests {
    @Test("the preferred form is read")
    func parse() {
        #expect(HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT")?.description == "1994-11-06T08:49:37Z")
    }

    @Test(
        "other forms are not",
        arguments: ["", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6 Nov 1994 8:49:37 GMT"])
    func reject(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}
