import AgentReasoning
import Contracts
import LLM
import Primitives
import ServerKit

extension ServerSentEvent {
    /// Scalars of a tool's answer that are shown: the whole is in the session.
    private static let shownAnswer = 2_000

    /// What happened in an analysis, for who watches; nil for the answer, which the stream ends with.
    init?(_ event: AnalysisEvent) throws {
        let (type, value): (String, JSONValue)
        switch event {
        case .stage(let stage):
            (type, value) = ("stage", .object(["stage": .string(stage.rawValue)]))
        case .rules(let response):
            try self.init(type: "rules", encoding: RulesEvent(response))
            return
        case .text(let text):
            (type, value) = ("text", .object(["text": .string(text)]))
        case .restarted:
            (type, value) = ("restarted", .object([:]))
        case .toolCalled(let id, let name, let arguments):
            (type, value) = ("tool_call", .object(["id": .string(id), "name": .string(name), "arguments": arguments]))
        case .toolAnswered(let id, let name, let text, let isError, let milliseconds):
            let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.shownAnswer)))
            (type, value) = (
                "tool_answer",
                .object([
                    "id": .string(id), "name": .string(name), "text": .string(shown), "is_error": .bool(isError),
                    "milliseconds": .number(milliseconds),
                ])
            )
        case .replied(let exchange):
            (type, value) = ("model", Self.shown(exchange))
        case .warning(let text):
            (type, value) = ("warning", .object(["message": .string(text)]))
        case .answer:
            return nil
        }
        try self.init(type: type, encoding: value)
    }

    private static func shown(_ exchange: ModelExchange) -> JSONValue {
        var members: [String: JSONValue] = ["milliseconds": .number(exchange.milliseconds)]
        let usage: TokenUsage
        switch exchange.outcome {
        case .success(let reply):
            members["model"] = .string(reply.identity.description)
            usage = reply.usage
        case .failure(let error):
            members["model"] = error.identity.map { .string($0.description) }
            members["error"] = .string(error.reason.rawValue)
            usage = error.usage
        }
        members["input_tokens"] = .integer(Int64(usage.input))
        members["cached_tokens"] = .integer(Int64(usage.cachedInput))
        members["output_tokens"] = .integer(Int64(usage.output))
        return .object(members)
    }

    /// The rules' answer in short: what stands until, and unless, the model has a better one.
    private struct RulesEvent: Encodable {
        var analysisSummary: String
        var analysisQuality: AnalysisQuality
        var rootCauses: [RootCause]

        init(_ response: AnalyzeResponse) {
            analysisSummary = response.analysisSummary
            analysisQuality = response.analysisQuality
            rootCauses = response.rootCauses
        }

        private enum CodingKeys: String, CodingKey {
            case analysisSummary = "analysis_summary"
            case analysisQuality = "analysis_quality"
            case rootCauses = "root_causes"
        }
    }
}
