import FoundationEssentials
import HTTPKit
import HTTPTypes
import LLM
import Primitives
import TestSupport
import Testing

/// What goes over the wire, held against the files of `Tests/Contract/wire`, which the providers' own libraries read in the contract tests.
///
/// `WHENCE_WRITE_WIRE=1` writes the files anew; look at what changed.
@Suite("The wire")
struct WireTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Contract/wire")
    private static let isWriting = ProcessInfo.processInfo.environment["WHENCE_WRITE_WIRE"] == "1"

    private static let script: @Sendable (ModelAsk) -> ModelAct = { ask in
        ask.results.isEmpty
            ? .reply(
                ModelLine(text: "I look.", calls: [("get_manifest", #"{"name":"web"}"#), ("list_manifests", "{}")], thinks: true))
            : .text(#"{"cause":"oom_killed"}"#)
    }

    @Test("carries a conversation with tools and a schema as it is written down", arguments: SimulatedProvider.API.allCases)
    func conversation(api: SimulatedProvider.API) async throws {
        try await Provider.run(api, script: Self.script) { provider in
            var request = Provider.request(tools: Provider.tools, answer: Provider.schema)
            let first = try await provider.model.reply(to: request)
            request.turns += [
                .assistant(first.turn),
                .results(first.turn.calls.map { ToolResult(callID: $0.id, name: $0.name, text: "a spec", isError: $0.name != "get_manifest") }),
            ]
            _ = try await provider.model.reply(to: request)
            for (index, ask) in provider.provider.asks.enumerated() {
                try hold(ask.body, "\(api.rawValue).request\(index + 1).json")
            }
        }
        // The answers once more, by a server that counts from the start.
        try await SimulatedProvider.run(api, script: Self.script) { provider in
            try await withTransport { transport in
                for number in 1...2 {
                    let body = try Data(contentsOf: Self.folder.appending(path: "\(api.rawValue).request\(number).json"))
                    let response = try await transport.send(Self.request(api, provider.address, Array(body)))
                    #expect(response.status == .ok)
                    try hold(String(decoding: response.body, as: UTF8.self), "\(api.rawValue).answer\(number).txt")
                }
            }
        }
    }

    private static func request(_ api: SimulatedProvider.API, _ address: String, _ body: [UInt8]) throws -> OutboundRequest {
        let path =
            switch api {
            case .anthropic: "/v1/messages"
            case .responses: "/responses"
            case .chat, .compatible: "/chat/completions"
            case .azure: "/openai/v1/chat/completions"
            case .gemini: "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse"
            }
        var headers: HTTPFields = [.contentType: "application/json"]
        let key = SimulatedProvider.key
        let names: [(String, String)] =
            switch api {
            case .anthropic: [("x-api-key", key), ("anthropic-version", "2023-06-01")]
            case .responses, .chat, .compatible: [("authorization", "Bearer \(key)")]
            case .azure: [("api-key", key)]
            case .gemini: [("x-goog-api-key", key)]
            }
        for (name, value) in names { headers[try #require(HTTPField.Name(name))] = value }
        return OutboundRequest(method: .post, url: address + path, headers: headers, body: body, timeout: .seconds(20))
    }

    private func hold(_ value: JSONValue, _ name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try hold(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", name)
    }

    private func hold(_ text: String, _ name: String) throws {
        let file = Self.folder.appending(path: name)
        if Self.isWriting { try Data(text.utf8).write(to: file) }
        let written = try String(decoding: Data(contentsOf: file), as: UTF8.self)
        #expect(text == written, "\(name)")
    }
}
