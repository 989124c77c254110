import IngestAPI
import Testing

@Suite("Bodies that were damaged")
struct MutationTests {
    /// The same damage each time.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test("none crashes the service, and each is taken or refused with a field named")
    func damaged() async throws {
        let deliveries = (AlertmanagerBodies.cases + PrometheusBodies.cases + GrafanaBodies.cases + NativeBodies.cases + GenericBodies.cases)
            .flatMap(\.deliveries).filter { $0.body.utf8.count < 4000 }
        let pieces: [[UInt8]] =
            ["\"", "{", "}", "[", "]", ",", ":", "null", "1e999", "-", "\\", "\\u", "\\ud800", "\u{0}", "é", "\"\":", "9999999999999999999"]
            .map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]
        try await SourceStore.with(sources: try GenericBodies.sources()) { store in
            var random = Random(state: 1)
            var taken = 0
            for delivery in deliveries {
                for _ in 0..<12 {
                    var body = Array(delivery.body.utf8)
                    for _ in 0..<Int.random(in: 1...3, using: &random) {
                        let place = Int.random(in: 0...max(0, body.count - 1), using: &random)
                        switch Int.random(in: 0..<4, using: &random) {
                        case 0: body.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: min(place, body.count))
                        case 1: body.removeSubrange(min(place, body.count)..<min(place + Int.random(in: 1...20, using: &random), body.count))
                        case 2: if !body.isEmpty { body[place] = UInt8.random(in: .min ... .max, using: &random) }
                        default: body = Array(body.prefix(place))
                        }
                    }
                    let answer = try await store.deliver(body, to: delivery.path)
                    let isFine = answer.status == 200 || (answer.status == 400 && answer.fields.allSatisfy { !$0.isEmpty } && !answer.fields.isEmpty)
                    #expect(isFine, "\(answer) to \(String(decoding: body, as: UTF8.self))")
                    if answer.status == 200 { taken += 1 }
                }
            }
            #expect(taken > 0)
        }
    }
}
