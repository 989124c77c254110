import IngestDomain
import Testing

@Suite("Retry policy")
struct RetryPolicyTests {
    @Test(
        "The wait doubles up to its maximum, and chance takes up to half of it away",
        arguments: [
            (1, 1.0, 2.0), (2, 1.0, 4.0), (3, 0.0, 4.0), (4, 1.0, 16.0), (9, 1.0, 120.0), (1, 0.0, 1.0), (1, 7.0, 2.0),
        ] as [(Int, Double, Double)])
    func delays(attempt: Int, chance: Double, seconds: Double) {
        var policy = RetryPolicy()
        policy.maximumAttempts = 10
        #expect(policy.delay(afterAttempt: attempt, chance: chance) == .seconds(seconds))
    }

    @Test("After the last attempt there is none")
    func ends() {
        #expect(RetryPolicy().delay(afterAttempt: 4, chance: 1) != nil)
        #expect(RetryPolicy().delay(afterAttempt: 5, chance: 1) == nil)
    }

    @Test("What the other side asks for is waited for, within the maximum")
    func requested() {
        #expect(RetryPolicy().delay(afterAttempt: 1, chance: 0, requested: .seconds(30)) == .seconds(30))
        #expect(RetryPolicy().delay(afterAttempt: 1, chance: 0, requested: .seconds(3600)) == .seconds(120))
    }
}
