import Primitives
import Testing

@Suite struct UUIDv7Tests {
    /// The example of RFC 9562, appendix A.6.
    private let example = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    @Test func `text and value are one another's inverse`() throws {
        let id = try #require(UUIDv7(example))
        #expect(id.description == example)
        #expect(id.milliseconds == 1_645_557_742_000)
        #expect(UUIDv7(example.uppercased()) == id)
    }

    @Test(arguments: [
        "", "017f22e2", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff", "017f22e279b07cc398c4dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2-79b07-cc3-98c4-dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
    ])
    func `anything else is not a UUID`(text: String) {
        #expect(UUIDv7(text) == nil)
    }

    @Test func `a new id carries its version, its variant and its time`() {
        let generator = UUIDv7Generator(clock: .fixed(Timestamp(microseconds: 1_645_557_742_000_999)), random: { .max })
        let id = generator.next()
        #expect(id.description == "017f22e2-79b0-77ff-bfff-ffffffffffff")
    }

    @Test func `ids grow within a millisecond, past the counter's end, and when the clock is set back`() {
        let times = [5000, 5000, 1000, 7000].flatMap { Array(repeating: Int64($0), count: 3000) }
        let clock = SteppingClock(times)
        let generator = UUIDv7Generator(clock: WallClock { clock.next() }, random: { .max })
        let ids = times.map { _ in generator.next() }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Set(ids).count == times.count)
    }

    @Test func `many tasks never get the same id`() async {
        let generator = UUIDv7Generator(clock: .system, random: { 0 })
        let ids = await withTaskGroup(of: [UUIDv7].self) { group in
            for _ in 0..<8 { group.addTask { (0..<1000).map { _ in generator.next() } } }
            return await group.reduce(into: Set<UUIDv7>()) { $0.formUnion($1) }
        }
        #expect(ids.count == 8000)
    }
}
