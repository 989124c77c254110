package import Contracts
package import Primitives

/// What was asked, called, answered and spent in one analysis. Masked and bounded: it is stored and shown as it is.
package struct AnalysisSession: Codable, Sendable {
    package var id: UUIDv7
    package var outcome: Outcome
    package var startedAt: Timestamp
    package var finishedAt: Timestamp
    package var subject: AlertSubject
    package var incidentID: String?
    package var alert: Alert
    package var depth: AnalysisDepth
    package var language: String?
    package var stages: [Stage]
    package var exchanges: [Exchange]
    package var toolCalls: [ToolUse]
    package var warnings: [String]
    package var answer: AnalyzeResponse?
    package var usage: Usage
    /// Entries that were too many to keep.
    package var omitted: Int

    package enum Outcome: String, Codable, Sendable {
        case answered
        /// Its caller went away before the answer.
        case abandoned
    }

    /// Stages begin where the one before ends.
    package struct Stage: Codable, Hashable, Sendable {
        package var name: String
        package var startedAt: Timestamp

        private enum CodingKeys: String, CodingKey {
            case name
            case startedAt = "started_at"
        }
    }

    /// One question to a model, and what came back.
    package struct Exchange: Codable, Hashable, Sendable {
        package var provider: String
        package var model: String
        package var finishedAt: Timestamp
        package var milliseconds: Double
        /// The first user turn of the conversation; nil in the exchanges after the first, which repeat it.
        package var prompt: String?
        package var reply: String
        package var stop: String?
        /// Why no reply came.
        package var error: String?
        package var usage: Usage

        private enum CodingKeys: String, CodingKey {
            case provider, model, milliseconds, prompt, reply, stop, error, usage
            case finishedAt = "finished_at"
        }
    }

    package struct ToolUse: Codable, Hashable, Sendable {
        package var id: String
        package var name: String
        package var arguments: JSONValue
        /// nil where none came before the end.
        package var answer: String?
        package var isError: Bool
        package var milliseconds: Double?

        private enum CodingKeys: String, CodingKey {
            case id, name, arguments, answer, milliseconds
            case isError = "is_error"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, outcome, subject, alert, depth, language, stages, exchanges, warnings, answer, usage, omitted
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case incidentID = "incident_id"
        case toolCalls = "tool_calls"
    }
}
