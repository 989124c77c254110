/// How far an incident's analyses are, told by the one that most needs a person.
package enum AnalysisProgress: String, Codable, CaseIterable, Sendable {
    /// Nothing was analysed, and nothing is to be.
    case none
    case waiting
    case running
    /// No answer came in the time that people were promised one.
    case overdue
    /// The last attempt at one failed: it lies among the dead letters until a person replays or discards it.
    case failed
    case done
}
