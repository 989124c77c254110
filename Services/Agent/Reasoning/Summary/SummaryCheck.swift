import AgentDomain
import AgentPrompts
import Contracts
import Primitives

/// Holds an account against what was given: it may bring no time, number, quote or name of its own.
struct SummaryCheck {
    private let facts: Citations
    private let times: Set<Timestamp>
    private static let id = "E1"

    init(_ prompt: SummaryPrompt) {
        let item = EvidenceItem(id: Self.id, source: "incident", query: "", object: nil, observedAt: nil, text: prompt.facts)
        facts = Citations(shown: [item], shelf: ResultShelf(), given: "", known: KnownObjects())
        times = prompt.times
    }

    /// What it says and nobody gave; empty where all is well.
    func invented(in answer: SummaryAnswer) -> [String] {
        let wrongTimes = answer.timeline.map(\.at).filter { text in Timestamp(rfc3339: text).map { !times.contains($0) } ?? true }
        let values = answer.texts.flatMap { facts.unfounded(in: $0, citing: [Self.id]) + unknownTimes(in: $0) }
        var seen: Set<String> = []
        return (wrongTimes + values).filter { seen.insert($0).inserted }
    }

    /// Whole timestamps within a sentence, of which the check of numbers sees the year alone.
    private func unknownTimes(in text: String) -> [String] {
        text.split { $0.isWhitespace || "()[],;\"`".contains($0) }.map(String.init).filter { word in
            var word = word
            while let last = word.unicodeScalars.last, last == "." || last == ":" { word.unicodeScalars.removeLast() }
            return Timestamp(rfc3339: word).map { !times.contains($0) } ?? false
        }
    }
}
