import LLM
import Primitives
import Testing

@testable import Providers

/// What is learned of a server from what it refuses, and what isn't.
@Suite("A refusal")
struct OmissionTests {
    private static let configuration = ProviderConfiguration(kind: .local, api: .compatibleChat, baseURL: "http://x/v1", key: nil, model: "m")
    private static let chat = OpenAIChat(configuration, server: .compatible)
    private static let request: ModelRequest = {
        let tool = ToolDefinition(name: "t", summary: "", parameters: [:])
        let call = ToolCall(id: "1", name: "t", arguments: .malformed(#"{"a":"#))
        let turns: [Turn] = [
            .user("?"), .assistant(AssistantTurn(calls: [call])), .results([ToolResult(callID: "1", name: "t", text: "no JSON", isError: true)]),
        ]
        return ModelRequest(system: "", turns: turns, tools: [tool], timeout: .seconds(9))
    }()

    private static func learned(_ status: Int, _ message: String, _ omissions: Omissions = .completionTokens) -> Omissions? {
        chat.omission(after: Refusal(status: status, kinds: ["invalid_request_error"], message: message), of: request, omitting: omissions)
    }

    @Test("of tools is learned from who has none, and not from who can't read a call")
    func tools() {
        #expect(Self.learned(400, "registry.ollama.ai/library/gemma:2b does not support tools") == .tools)
        #expect(Self.learned(500, "tools param requires --jinja flag") == .tools)
        let unread = "Failed to parse tool call arguments as JSON: unexpected end of input; expected '}'"
        #expect(Self.learned(500, unread) == nil && Self.learned(400, unread) == nil)
    }

    @Test("of max_tokens by a gateway before a reasoning model is learned, though local servers want it at first")
    func maximumTokens() {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        #expect(Self.learned(400, message) == .maxTokens)
        #expect(Self.learned(400, message, [.completionTokens, .maxTokens]) == nil)
        let first = Self.chat.encode(Self.request, omitting: .completionTokens).body
        #expect(first["max_tokens"] != nil && first["max_completion_tokens"] == nil)
        let second = Self.chat.encode(Self.request, omitting: [.completionTokens, .maxTokens]).body
        #expect(second["max_tokens"] == nil && second["max_completion_tokens"] != nil)
    }

    @Test("isn't provoked by a call that was no JSON: it goes back as some")
    func malformed() throws {
        let body = Self.chat.encode(Self.request, omitting: []).body
        let call = try #require(body["messages"]?.array?.compactMap { $0["tool_calls"]?.array?.first }.first)
        let arguments = try #require(call["function"]?["arguments"]?.string)
        #expect(JSONValue.parse(arguments) == ["malformed": #"{"a":"#])
    }
}
