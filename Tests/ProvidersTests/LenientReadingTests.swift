import HTTPKit
import LLM
import Primitives
import Providers
import TestSupport
import Testing

/// What servers that speak OpenAI's format nearly send, and what is made of it.
@Suite("An answer of a compatible server")
struct LenientReadingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var body: String
        var turn: AssistantTurn
        var stop: StopReason
        var usage: TokenUsage

        init(_ name: String, _ body: String, _ turn: AssistantTurn, _ stop: StopReason = .finished, _ usage: TokenUsage = TokenUsage(calls: 1)) {
            testDescription = name
            self.body = body
            self.turn = turn
            self.stop = stop
            self.usage = usage
        }
    }

    private static func call(_ id: String, _ name: String, _ arguments: JSONValue) -> ToolCall {
        ToolCall(id: id, name: name, arguments: .json(arguments))
    }

    private static func stream(_ chunks: String..., done: Bool = true) -> String {
        chunks.map { "data: \($0)\n\n" }.joined() + (done ? "data: [DONE]\n\n" : "")
    }

    static let rows = [
        Row(
            "a whole completion instead of a stream",
            #"{"choices":[{"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":1}}"#,
            AssistantTurn(text: "ok"), .finished, TokenUsage(input: 7, output: 1, calls: 1)),
        Row(
            "a whole completion with calls, arguments as objects, no ids",
            #"{"choices":[{"message":{"content":null,"tool_calls":[{"function":{"name":"a","arguments":{"x":1}}},{"function":{"name":"b","arguments":""}}]},"finish_reason":"stop"}]}"#,
            AssistantTurn(calls: [call("call_1_0", "a", ["x": 1]), call("call_1_1", "b", [:])]), .toolCalls),
        Row(
            "calls without an index, each in one chunk",
            stream(
                #"{"choices":[{"delta":{"tool_calls":[{"id":"1","function":{"name":"a","arguments":"{}"}}]}}]}"#,
                #"{"choices":[{"delta":{"tool_calls":[{"id":"2","function":{"name":"b","arguments":"{}"}}]},"finish_reason":"stop"}]}"#),
            AssistantTurn(calls: [call("1", "a", [:]), call("2", "b", [:])]), .toolCalls),
        Row(
            "pieces without an index go on where the last one was",
            stream(
                #"{"choices":[{"delta":{"tool_calls":[{"id":"1","function":{"name":"a","arguments":"{\"x\""}}]}}]}"#,
                #"{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":":2}"}}]}}]}"#,
                #"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#),
            AssistantTurn(calls: [call("1", "a", ["x": 2])]), .toolCalls),
        Row(
            "a name that comes with every piece",
            stream(
                #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"1","function":{"name":"a","arguments":"{"}}]}}]}"#,
                #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"a","arguments":"}"}}]},"finish_reason":"tool_calls"}]}"#),
            AssistantTurn(calls: [call("1", "a", [:])]), .toolCalls),
        Row(
            "ids that are given twice",
            stream(
                #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"0","function":{"name":"a","arguments":""}},{"index":1,"id":"0","function":{"name":"b"}}]},"finish_reason":"stop"}]}"#
            ),
            AssistantTurn(calls: [call("0", "a", [:]), call("call_1_1", "b", [:])]), .toolCalls),
        Row(
            "no end mark after the last chunk", stream(#"{"choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}]}"#, done: false),
            AssistantTurn(text: "ok")),
        Row("no reason before the end mark", stream(#"{"choices":[{"delta":{"content":"ok"}}]}"#), AssistantTurn(text: "ok")),
        Row(
            "thoughts before the answer",
            stream(
                #"{"choices":[{"delta":{"content":"<think>hm\n"}}]}"#, #"{"choices":[{"delta":{"content":"</think>\n\nok"},"finish_reason":"stop"}]}"#
            ),
            AssistantTurn(text: "ok")),
        Row(
            "thoughts in a field of their own",
            stream(#"{"choices":[{"delta":{"reasoning_content":"hm"}}]}"#, #"{"choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}]}"#),
            AssistantTurn(text: "ok")),
        Row(
            "comments while the prompt is read, and usage that is null",
            ": waiting\n\n" + stream(#"{"choices":[{"delta":{"content":"ok"},"finish_reason":"length"}],"usage":null}"#), AssistantTurn(text: "ok"),
            .length),
    ]

    private func reply(_ body: String, status: Int = 200) async throws -> Result<ModelReply, ModelError> {
        let server = try await SimulatedServer { _ in .status(status, body) }
        let transport = try AsyncHTTPClientTransport()
        let configuration = ProviderConfiguration(kind: .local, api: .compatibleChat, baseURL: server.address, key: nil, model: "m")
        let result: Result<ModelReply, ModelError>
        do throws(ModelError) {
            result = .success(
                try await configuration.model(over: transport, silence: .seconds(20)).reply(to: Provider.request()))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        try await server.stop()
        return result
    }

    @Test("is understood all the same", arguments: rows)
    func understood(row: Row) async throws {
        let reply = try await reply(row.body).get()
        #expect(reply.turn == row.turn)
        #expect(reply.stop == row.stop)
        #expect(reply.usage == row.usage)
    }

    @Test(
        "that is an error is told in its words, in whatever form they come",
        arguments: [
            (400, #"{"error":{"message":"no such thing","type":"BadRequestError","code":400}}"#, ModelError.Reason.invalidRequest, "no such thing"),
            (
                400, #"{"object":"error","message":"This model's maximum context length is 4096 tokens","type":"BadRequestError"}"#, .tooLong,
                "maximum context"
            ),
            (404, #"{"error":"model 'm' not found"}"#, .notFound, "model 'm' not found"),
            (422, #"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, .invalidRequest, "field required"),
            (503, #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, .overloaded, "Loading model"),
            (502, "<html>Bad gateway</html>", .serverError, "no JSON"),
            (500, "", .serverError, "no reason given"),
            (200, #"{"unexpected": true}"#, .malformed, "no choices"),
            (200, "{\"choices\": [", .malformed, "not valid JSON"),
            (200, "", .unreachable, "broke off"),
        ])
    func errors(status: Int, body: String, reason: ModelError.Reason, words: String) async throws {
        guard case .failure(let error) = try await reply(body, status: status) else {
            Issue.record("a reply to \(body)")
            return
        }
        #expect(error.reason == reason)
        #expect(error.detail.contains(words))
    }

    @Test("that goes on for ever isn't repeated at length")
    func bounded() async throws {
        let page = #"{"error":{"message":""# + String(repeating: "secret ", count: 20_000) + #""}}"#
        guard case .failure(let error) = try await reply(page, status: 400) else {
            Issue.record("a reply")
            return
        }
        #expect(error.detail.utf8.count < 400)
    }
}
