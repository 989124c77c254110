package import Primitives

/// A question about the cluster that may be asked in words: read-only, bounded, and with nothing secret in its answer.
package protocol AgentTool: Sendable {
    var name: String { get }
    /// What it is good for, for whoever chooses among tools.
    var summary: String { get }
    /// A JSON Schema of the arguments.
    var parameters: JSONValue { get }
    /// Never throws: that something can't be had is an answer, too.
    func call(_ arguments: JSONValue) async -> ToolAnswer
}

package struct ToolAnswer: Hashable, Sendable {
    /// JSON, or a sentence where nothing could be had. Masked.
    package var text: String
    package var isError: Bool
    /// The path and query that was asked, so that a person can ask again.
    package var query: String?

    package init(text: String, isError: Bool = false, query: String? = nil) {
        self.text = text
        self.isError = isError
        self.query = query
    }

    static func refusal(_ sentence: String) -> ToolAnswer { ToolAnswer(text: sentence, isError: true) }
}
