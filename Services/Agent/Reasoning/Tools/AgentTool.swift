package import Primitives

/// A question about the cluster that may be asked in words: read-only, bounded, and with nothing secret in its answer.
package protocol AgentTool: Sendable {
    var name: String { get }
    /// What it is good for, for whoever chooses among tools.
    var summary: String { get }
    /// A JSON Schema of the arguments.
    var parameters: JSONValue { get }
    /// What its answers are as evidence: `kubernetes`, `logs`, `prometheus`, `tempo`, `loki`, `history`.
    var source: String { get }
    /// Never throws: that something can't be had is an answer, too. It ends soon after its task is cancelled.
    func call(_ arguments: JSONValue) async -> ToolAnswer
}

package struct ToolAnswer: Hashable, Sendable {
    /// JSON, or lines, or a sentence where nothing could be had. Masked.
    package var text: String
    package var isError: Bool
    /// The path and query that was asked, so that a person can ask again; nil where nothing was asked.
    package var query: String?

    package init(text: String, isError: Bool = false, query: String? = nil) {
        self.text = text
        self.isError = isError
        self.query = query
    }

    package static func refusal(_ sentence: String) -> ToolAnswer { ToolAnswer(text: sentence, isError: true) }
}
