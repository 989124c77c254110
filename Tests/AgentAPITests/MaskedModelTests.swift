import LLM
import Masking
import Synchronization
import Testing

@testable import AgentApp

@Suite("What a model says is masked as it comes")
struct MaskedModelTests {
    /// The piece is cut where a streaming provider may cut it: anywhere.
    @Test("a secret in pieces isn't shown in any", arguments: [1, 3, 7, 100])
    func pieces(length: Int) async throws {
        let secret = "hunter2" + "Correct9Horse"
        let text = "Set password=\(secret) and go on. It took 3 s."
        var rest = text[...]
        var progress: [ModelProgress] = []
        while !rest.isEmpty {
            progress.append(.text(String(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        let told = try await tell(progress)
        let shown = told.map { if case .text(let piece) = $0 { piece } else { "" } }.joined()
        #expect(!shown.contains("hunter2") && !shown.contains("Horse"))
        #expect(shown.hasPrefix("Set password=[masked:") && shown.hasSuffix(" and go on. It took 3 s."))
    }

    @Test("a text is whole before the call that follows it, and nothing of an attempt that was given up comes after")
    func order() async throws {
        #expect(try await tell([.text("I look"), .call(name: "get_manifest")]) == [.text("I look"), .call(name: "get_manifest")])
        let told = try await tell([.text("Half of a wo"), .restarted, .text("Whole. ")])
        #expect(told.drop { $0 != .restarted } == [.restarted, .text("Whole. ")])
    }

    private func tell(_ progress: [ModelProgress]) async throws -> [ModelProgress] {
        let told = Told()
        let model = MaskedModel(base: Speaker(progress: progress), masker: .standard)
        _ = try await model.reply(to: ModelRequest(system: "", turns: [.user("Why?")], timeout: .seconds(5))) { told.add($0) }
        return told.all
    }
}

private struct Speaker: LanguageModel {
    let progress: [ModelProgress]
    let identity = ModelIdentity(provider: "local", model: "speaker")

    func reply(to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void) async throws(ModelError) -> ModelReply {
        for one in progress { onProgress(one) }
        return ModelReply(turn: AssistantTurn(text: "done"), stop: .finished, usage: TokenUsage(), identity: identity)
    }
}

private final class Told: Sendable {
    private let list = Mutex<[ModelProgress]>([])

    var all: [ModelProgress] { list.withLock { $0 } }

    func add(_ progress: ModelProgress) { list.withLock { $0.append(progress) } }
}
