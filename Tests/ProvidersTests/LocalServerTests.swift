import LLM
import Primitives
import TestSupport
import Testing

@Suite("A local server that takes only part of the API")
struct LocalServerTests {
    private let answer = #"{"cause":"oom_killed"}"#

    @Test("is asked without what it refuses, and no second time with it", arguments: ["response_format", "stream_options", "tools"])
    func omits(field: String) async throws {
        try await Provider.run(.compatible, refusing: [field], script: { [answer] _ in .text(answer) }) { provider in
            for _ in 0..<2 {
                let reply = try await provider.model.reply(to: Provider.request(tools: Provider.tools, answer: Provider.schema))
                #expect(reply.turn.text == answer)
            }
            #expect(provider.provider.refusals.count == 1)
        }
    }

    @Test("is given up where it refuses what no request can do without")
    func vital() async throws {
        try await Provider.run(.compatible, refusing: ["max_tokens"], script: { _ in .text("never") }) { provider in
            let error = await #expect(throws: ModelError.self) { try await provider.model.reply(to: Provider.request()) }
            #expect(error?.reason == .invalidRequest)
            #expect(provider.provider.refusals.count == 1)
        }
    }

    @Test("is told the schema in words where it can't be held to it")
    func described() async throws {
        try await Provider.run(.compatible, refusing: ["response_format"], script: { [answer] _ in .text(answer) }) { provider in
            _ = try await provider.model.reply(to: Provider.request(answer: Provider.schema))
            let ask = try #require(provider.provider.asks.first)
            #expect(ask.system.contains(#""required":["cause"]"#))
            #expect(ask.body["response_format"] == nil)
        }
    }

    @Test("is told of earlier calls in words where it knows no tools")
    func toolsInWords() async throws {
        try await Provider.run(.compatible, refusing: ["tools"], script: { _ in .text("ok") }) { provider in
            let call = ToolCall(id: "1", name: "get_manifest", arguments: .json(["name": "web"]))
            let turns: [Turn] = [
                .user("Why?"), .assistant(AssistantTurn(calls: [call])), .results([ToolResult(callID: "1", name: "get_manifest", text: "a spec")]),
            ]
            let reply = try await provider.model.reply(to: Provider.request(turns, tools: Provider.tools))
            #expect(reply.turn.text == "ok")
            #expect(
                provider.provider.asks.first?.conversation == ["Why?", #"I call get_manifest with {"name":"web"}."#, "get_manifest gave:\na spec"])
        }
    }
}
