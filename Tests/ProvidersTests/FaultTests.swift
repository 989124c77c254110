import LLM
import Primitives
import TestSupport
import Testing

/// The fault matrix: every provider with everything that goes wrong, and what comes of it.
@Suite("A fault of a provider")
struct FaultTests {
    typealias API = SimulatedProvider.API

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fault: ModelFault
        var reason: ModelError.Reason
        /// When to come back, where the provider says so.
        var retryAfter: Duration?

        init(_ name: String, _ fault: ModelFault, _ reason: ModelError.Reason, retryAfter: Duration? = nil) {
            testDescription = name
            self.fault = fault
            self.reason = reason
            self.retryAfter = retryAfter
        }
    }

    static let rows = [
        Row("429 with Retry-After", .status(429, headers: ["retry-after": "12"]), .rateLimited, retryAfter: .seconds(12)),
        Row(
            "429 with a wait in milliseconds", .status(429, headers: ["retry-after-ms": "250", "retry-after": "1"]), .rateLimited,
            retryAfter: .milliseconds(250)),
        Row(
            "429 with a limit's reset", .status(429, headers: ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s"]),
            .rateLimited, retryAfter: .seconds(90)),
        Row(
            "429 with the moment of a limit's reset",
            .status(
                429,
                headers: ["anthropic-ratelimit-requests-remaining": "0", "anthropic-ratelimit-requests-reset": "1970-01-01T00:00:00Z"]),
            .rateLimited, retryAfter: .zero),
        Row("402", .status(402), .rateLimited, retryAfter: .seconds(3600)),
        Row("500", .status(500), .serverError),
        Row("502 by a proxy", .page(502), .serverError),
        Row("503", .status(503), .overloaded),
        Row("529", .status(529), .overloaded),
        Row("408", .status(408), .timedOut),
        Row("504", .status(504), .timedOut),
        Row("409", .status(409), .overloaded),
        Row("overloaded within the stream", .overloadedInStream, .overloaded),
        Row("an error within the stream", .failedInStream, .serverError),
        Row("400", .status(400), .invalidRequest),
        Row("403", .status(403), .unauthorized),
        Row("404", .status(404), .notFound),
        Row("413", .status(413), .tooLong),
        Row("silence instead of an answer", .silence, .timedOut),
        Row("silence in the middle of the answer", .stall, .timedOut),
        Row("an answer that ends in its middle", .truncated, .unreachable),
        Row("a connection that is cut in the answer", .cut, .unreachable),
        Row("a connection that is cut before the answer", .hangUp, .unreachable),
        Row("an event that is no JSON", .garbage, .malformed),
        Row("an answer in another format", .foreign, .malformed),
        Row("an empty answer", .empty, .malformed),
    ]

    @Test("has its stated outcome", arguments: API.allCases, rows)
    func outcome(api: API, row: Row) async throws {
        try await Provider.run(api, silence: .milliseconds(300), script: { _ in .fault(row.fault) }) { provider in
            let error = await #expect(throws: ModelError.self) { try await provider.model.reply(to: Provider.request()) }
            var reason = row.reason
            // A chunk without choices is a chunk, and such a stream breaks off; Gemini's likewise.
            if case .foreign = row.fault, [.chat, .azure, .compatible, .gemini].contains(api) { reason = .unreachable }
            #expect(error?.reason == reason)
            // Gemini says in the body when to come back, where no header does.
            let saysItself = api == .gemini && (row.retryAfter == .seconds(90) || row.retryAfter == .zero)
            #expect(error?.retryAfter == (saysItself ? .seconds(7) : row.retryAfter))
            #expect(error?.identity == provider.model.identity)
            #expect(error?.description.contains(SimulatedProvider.key) == false)
            #expect(provider.provider.asks.count == 1, "the model itself tries once")
        }
    }

    @Test("that says nothing of its end is waited out for a guess", arguments: API.allCases)
    func plain(api: API) async throws {
        try await Provider.run(api, script: { _ in .fault(.status(429)) }) { provider in
            let error = await #expect(throws: ModelError.self) { try await provider.model.reply(to: Provider.request()) }
            #expect(error?.reason == .rateLimited)
            #expect(error?.retryAfter == (api == .gemini ? .seconds(7) : nil))
        }
    }

    @Test("that only money ends isn't waited for", arguments: [API.responses, .chat, .azure, .anthropic])
    func quota(api: API) async throws {
        try await Provider.run(api, script: { _ in .fault(.outOfQuota) }) { provider in
            let error = await #expect(throws: ModelError.self) { try await provider.model.reply(to: Provider.request()) }
            #expect(error?.reason == .rateLimited)
            #expect(error?.retryAfter == .seconds(3600))
        }
    }

    @Test("of the key names no key", arguments: API.allCases.filter { $0 != .compatible })
    func key(api: API) async throws {
        try await Provider.run(api, key: "sk-wrong-key-0123", script: { _ in .text("never") }) { provider in
            let error = await #expect(throws: ModelError.self) { try await provider.model.reply(to: Provider.request()) }
            #expect(error?.reason == .unauthorized)
            #expect(error?.description.contains("sk-wrong") == false)
        }
    }

    @Test("of the model's name is told as such", arguments: [API.anthropic, .responses, .chat, .gemini])
    func model(api: API) async throws {
        try await Provider.run(api, model: "missing", script: { _ in .text("never") }) { provider in
            let error = await #expect(throws: ModelError.self) { try await provider.model.reply(to: Provider.request()) }
            #expect(error?.reason == .notFound)
        }
    }

    @Test("a prompt that its filter blocks is refused, not failed")
    func blocked() async throws {
        try await Provider.run(.gemini, script: { _ in .refusal("prompt") }) { provider in
            let reply = try await provider.model.reply(to: Provider.request())
            #expect(reply.stop == .refused("the prompt was blocked: PROHIBITED_CONTENT"))
        }
    }

    @Test("a tool that nobody offered is the caller's to refuse, and ten calls at once are ten", arguments: API.allCases)
    func calls(api: API) async throws {
        let calls = (0..<10).map { (name: $0 == 3 ? "delete_everything" : "get_manifest", arguments: #"{"name":"p\#($0)"}"#) }
        try await Provider.run(api, script: { _ in .reply(ModelLine(calls: calls)) }) { provider in
            let reply = try await provider.model.reply(to: Provider.request(tools: Provider.tools))
            #expect(reply.turn.calls.map(\.name) == calls.map(\.name))
            #expect(Set(reply.turn.calls.map(\.id)).count == 10)
            #expect(reply.turn.calls.last?.arguments == .json(["name": "p9"]))
        }
    }

    @Test("an answer of another shape than the schema's is a reply, for the caller to look at", arguments: API.allCases)
    func wrongSchema(api: API) async throws {
        try await Provider.run(api, script: { _ in .text(#"{"reason": 7}"#) }) { provider in
            let reply = try await provider.model.reply(to: Provider.request(answer: Provider.schema))
            #expect(reply.turn.text == #"{"reason": 7}"#)
        }
    }

    @Test("a caller that goes away ends the call, and the provider sees it", arguments: API.allCases)
    func cancelled(api: API) async throws {
        for fault in [ModelFault.silence, .stall] {
            try await Provider.run(api, silence: .seconds(60), script: { _ in .fault(fault) }) { provider in
                let reason = try await withThrowingTaskGroup(of: ModelError.Reason?.self) { group in
                    group.addTask {
                        do throws(ModelError) {
                            _ = try await provider.model.reply(to: Provider.request())
                            return nil
                        } catch {
                            return error.reason
                        }
                    }
                    try await eventually("the provider is asked") { provider.provider.asks.count == 1 }
                    #expect(provider.provider.connections == 1)
                    group.cancelAll()
                    return try await group.next() ?? nil
                }
                #expect(reason == .cancelled)
                // What is no longer wanted is no longer made, nor paid for.
                try await eventually("the connection is closed") { provider.provider.connections == 0 }
            }
        }
    }
}
