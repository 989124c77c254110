import FoundationEssentials
import Primitives
import TestSupport
import Testing

extension EndToEndTests {
    /// Seed and length of the schedule are those of a short run with the tests; `make chaos` sets `CHAOS_SECONDS` and `CHAOS_SEED`.
    @Test(.timeLimit(.minutes(15)))
    func `Whatever dies, hangs or is cut off, nothing acknowledged is lost and nothing is done twice`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["CHAOS_SECONDS"].flatMap { Int($0) } ?? 20
        let seed = environment["CHAOS_SEED"].flatMap { UInt64($0) } ?? 7
        try await ChaosStack.run { stack in
            try await ChaosRun(stack: stack, seed: seed, length: .seconds(seconds)).run()
        }
    }
}
