import IngestDomain
import Primitives
import Testing

@Suite("Flapping")
struct FlappingPolicyTests {
    private static let start = Timestamp(microseconds: 1_795_000_000_000_000)

    @Test(
        "Three episodes that begin within half an hour flap for half an hour from the last of them",
        arguments: [
            ([], nil), ([0, 60], nil), ([0, 60, 120], 120), ([0, 900, 1800], 1800), ([0, 900, 1801], nil), ([1800, 0, 900], 1800),
            ([0, 60, 120, 9_000], 120), ([0, 60, 120, 180], 180), ([0, 5_000, 5_100, 5_200, 90_000], 5_200),
        ] as [([Int], Int?)])
    func flaps(starts: [Int], last: Int?) {
        let until = FlappingPolicy().flapsUntil(starts.map { Self.start + .seconds($0) })
        #expect(until == last.map { Self.start + .seconds($0) + .seconds(1800) })
    }

    @Test("With no cycles configured nothing flaps")
    func off() {
        var policy = FlappingPolicy()
        policy.cycles = 0
        #expect(policy.flapsUntil(Array(repeating: Self.start, count: 10)) == nil)
    }
}
