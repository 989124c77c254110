import LLM
import Primitives
import TestSupport
import Testing

/// What every provider must be able to do, against strict servers of its API.
@Suite("A conversation with any provider")
struct ConversationTests {
    typealias API = SimulatedProvider.API

    @Test("brings text, piece by piece, and what it cost", arguments: API.allCases)
    func text(api: API) async throws {
        try await Provider.run(api, script: { _ in .text("The database is down. Ünïcödé 😀.") }) { provider in
            let told = Locked<[ModelProgress]>([])
            let reply = try await provider.model.reply(to: Provider.request()) { progress in told.withLock { $0.append(progress) } }
            #expect(reply.turn.text == "The database is down. Ünïcödé 😀.")
            #expect(reply.turn.calls.isEmpty)
            #expect(reply.stop == .finished)
            #expect(reply.usage.input > 0 && reply.usage.output > 0 && reply.usage.cachedInput == 0 && reply.usage.calls == 1)
            #expect(reply.identity == provider.model.identity)
            #expect(told.value.count > 2)
            let pieces = told.value.map { if case .text(let piece) = $0 { piece } else { "?" } }
            #expect(pieces.joined() == reply.turn.text)
            let ask = try #require(provider.provider.asks.first)
            #expect(ask.system == "You find root causes.")
            #expect(ask.conversation == ["Why?"])
            #expect(ask.maximumTokens == 500)
        }
    }

    @Test("goes on over calls of tools and their results, thoughts going along", arguments: API.allCases)
    func tools(api: API) async throws {
        let script: @Sendable (ModelAsk) -> ModelAct = { ask in
            ask.results.isEmpty
                ? .reply(
                    ModelLine(
                        text: "I look.",
                        calls: [("get_manifest", #"{"name": "web"}"#), ("list_manifests", "{}"), ("get_manifest", #"{"name":"db"}"#)],
                        thinks: true))
                : .text("Seen: \(ask.results.joined(separator: ", ")).")
        }
        try await Provider.run(api, script: script) { provider in
            let told = Locked<[ModelProgress]>([])
            var turns = [Turn.user("Why?")]
            let first = try await provider.model.reply(to: Provider.request(turns, tools: Provider.tools)) { progress in
                told.withLock { $0.append(progress) }
            }
            #expect(first.stop == .toolCalls)
            #expect(first.turn.text == "I look.")
            #expect(first.turn.calls.map(\.name) == ["get_manifest", "list_manifests", "get_manifest"])
            #expect(first.turn.calls.map(\.arguments) == [.json(["name": "web"]), .json([:]), .json(["name": "db"])])
            #expect(Set(first.turn.calls.map(\.id)).count == 3)
            #expect(told.value.contains(.call(name: "list_manifests")))

            turns.append(.assistant(first.turn))
            turns.append(
                .results(
                    first.turn.calls.enumerated().map { ToolResult(callID: $1.id, name: $1.name, text: "r\($0)", isError: $0 == 2) }))
            let second = try await provider.model.reply(to: Provider.request(turns, tools: Provider.tools))
            #expect(second.turn.text.hasPrefix("Seen: r0, r1, "))
            #expect(second.turn.text.contains("r2"))
            #expect(second.usage.cachedInput > 0, "the stable part is a prefix that a cache serves")
            #expect(provider.provider.refusals.isEmpty)
        }
    }

    @Test("keeps to a schema, beside tools and without", arguments: API.allCases, [true, false])
    func schema(api: API, withTools: Bool) async throws {
        try await Provider.run(api, script: { $0.wantsSchema ? .text(#"{"cause": "oom_killed"}"#) : .text("Nobody asked for a schema.") }) {
            provider in
            var request = Provider.request(tools: withTools ? Provider.tools : [], answer: Provider.schema)
            let free = try await provider.model.reply(to: request)
            #expect(free.turn.text == #"{"cause": "oom_killed"}"#)
            request.toolUse = .none
            let bound = try await provider.model.reply(to: request)
            #expect(bound.turn.text == #"{"cause": "oom_killed"}"#)
            #expect(provider.provider.asks.last?.mayCall == false)
            #expect(provider.provider.refusals.isEmpty)
        }
    }

    @Test(
        "takes the answer from a tool's call where the model takes no schema",
        arguments: [(API.anthropic, "claude-3-5-haiku-latest"), (.gemini, "gemini-2.5-pro")])
    func answerTool(api: API, model: String) async throws {
        let script: @Sendable (ModelAsk) -> ModelAct = { ask in
            ask.results.isEmpty && ask.number < 2 ? .calls(("get_manifest", #"{"name":"web"}"#)) : .text(#"{"cause":"oom_killed"}"#)
        }
        try await Provider.run(api, model: model, script: script) { provider in
            var turns = [Turn.user("Why?")]
            let first = try await provider.model.reply(to: Provider.request(turns, tools: Provider.tools, answer: Provider.schema))
            #expect(first.stop == .toolCalls)
            #expect(first.turn.calls.map(\.name) == ["get_manifest"])
            turns += [.assistant(first.turn), .results(first.turn.calls.map { ToolResult(callID: $0.id, name: $0.name, text: "spec") })]
            for use in [ToolUse.auto, .none] {
                var request = Provider.request(turns, tools: Provider.tools, answer: Provider.schema)
                request.toolUse = use
                let reply = try await provider.model.reply(to: request)
                #expect(reply.stop == .finished)
                #expect(reply.turn == AssistantTurn(text: #"{"cause":"oom_killed"}"#))
            }
            #expect(provider.provider.refusals.count <= 1, "a refusal is learned from")
        }
    }

    @Test("learns what a model doesn't take, once", arguments: [API.responses, .chat])
    func temperature(api: API) async throws {
        try await Provider.run(api, script: { _ in .text("ok") }) { provider in
            var request = Provider.request()
            request.temperature = 0.2
            let reply = try await provider.model.reply(to: request)
            #expect(reply.turn.text == "ok")
            #expect(reply.usage.calls == 2, "the refused request reached the provider too")
            let again = try await provider.model.reply(to: request)
            #expect(again.usage.calls == 1)
            #expect(provider.provider.refusals.count == 1)
        }
    }

    @Test("takes a turn that another provider made", arguments: API.allCases)
    func foreign(api: API) async throws {
        try await Provider.run(api, script: { _ in .text("ok") }) { provider in
            let long = String(repeating: "x", count: 60)
            let calls = [
                ToolCall(id: "a:b/c", name: "get_manifest", arguments: .malformed("{oops")),
                ToolCall(id: long, name: "list_manifests", arguments: .json([:])),
                ToolCall(id: long, name: "list_manifests", arguments: .json([:])),
            ]
            let turns: [Turn] = [
                .user("Why?"),
                .assistant(AssistantTurn(calls: calls, opaque: OpaqueState(provider: "another", value: [["type": "thinking"]]))),
                .results(calls.map { ToolResult(callID: $0.id, name: $0.name, text: "", isError: true) }),
                .assistant(AssistantTurn(text: "Hm.")), .user("Go on."),
            ]
            let reply = try await provider.model.reply(to: Provider.request(turns, tools: Provider.tools))
            #expect(reply.turn.text == "ok")
            #expect(provider.provider.refusals.isEmpty)
        }
    }

    @Test("gives each call an id of its own, whatever the server counts by")
    func ids() async throws {
        let script: @Sendable (ModelAsk) -> ModelAct = { _ in .calls(("get_manifest", "{}")) }
        try await Provider.run(.compatible, script: script) { provider in
            let first = try await provider.model.reply(to: Provider.request(tools: Provider.tools))
            let turns: [Turn] = [
                .user("Why?"), .assistant(first.turn), .results([ToolResult(callID: first.turn.calls[0].id, name: "get_manifest", text: "")]),
            ]
            // A second server that counts from the start as well.
            try await Provider.run(.compatible, script: script) { other in
                let second = try await other.model.reply(to: Provider.request(turns, tools: Provider.tools))
                #expect(second.turn.calls.map(\.id) != first.turn.calls.map(\.id))
            }
        }
    }

    @Test("tells where an answer is cut off, and where it is refused", arguments: API.allCases)
    func endings(api: API) async throws {
        let script: @Sendable (ModelAsk) -> ModelAct = { ask in
            ask.number == 0 ? .reply(ModelLine(text: "The cause is", ending: .length)) : .refusal("I would rather not.")
        }
        try await Provider.run(api, script: script) { provider in
            let cut = try await provider.model.reply(to: Provider.request())
            #expect(cut.stop == .length)
            #expect(cut.turn.text == "The cause is")
            let refused = try await provider.model.reply(to: Provider.request())
            guard case .refused(let words) = refused.stop else {
                Issue.record("\(refused.stop)")
                return
            }
            #expect(api == .gemini ? words.contains("SAFETY") : words == "I would rather not.")
        }
    }

    @Test("keeps arguments that are no JSON", arguments: API.allCases.filter { $0 != .gemini })
    func malformedArguments(api: API) async throws {
        try await Provider.run(api, script: { _ in .calls(("get_manifest", #"{"name": "#)) }) { provider in
            let reply = try await provider.model.reply(to: Provider.request(tools: Provider.tools))
            #expect(reply.turn.calls.map(\.arguments) == [.malformed(#"{"name": "#)])
            #expect(reply.stop == .toolCalls)
        }
    }
}
