package import Contracts
package import Primitives

/// What an earlier analysis of the same alert came to: context for the next one, and no evidence.
package struct EarlierAnalysis: Hashable, Sendable {
    package var at: Timestamp
    package var summary: String
    /// The first cause's slug.
    package var category: String?
    /// The object at fault, as text.
    package var object: String?
    package var engine: AnalysisEngine

    package init(at: Timestamp, summary: String, category: String?, object: String?, engine: AnalysisEngine) {
        self.at = at
        self.summary = summary
        self.category = category
        self.object = object
        self.engine = engine
    }

    /// Looks up the last analyses of an alert, the latest first. It never waits long, and has none where nothing is kept or the store is away.
    package typealias Recall = @Sendable (Alert) async -> [EarlierAnalysis]
}
