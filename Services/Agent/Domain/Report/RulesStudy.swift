package import Contracts

/// The rules' answer, with what it was written from: a model starts from it, and the report of both is written from it anew. Masked.
package struct RulesStudy: Sendable {
    package var response: AnalyzeResponse
    /// What the causes bring about, a title each.
    package var symptoms: [String]
    /// From the target to the object at fault.
    package var chain: [ObjectReference]
    /// Remarks on how the target was found, and troubles nearby that have nothing to do with the alert.
    package var notes: [String]
    /// Markdown on earlier incidents like this one; nil where there is none.
    package var history: String?

    package init(response: AnalyzeResponse, symptoms: [String] = [], chain: [ObjectReference] = [], notes: [String] = [], history: String? = nil) {
        self.response = response
        self.symptoms = symptoms
        self.chain = chain
        self.notes = notes
        self.history = history
    }
}
