import Cases
import Contracts

/// What a good answer to one alert is, whichever kind of file says so.
struct Expectation: Hashable, Sendable {
    struct Answer: Hashable, Sendable {
        var category: CauseCategory
        /// With `*` for any text; nil where any object will do.
        var object: String?

        func matches(_ cause: RootCause) -> Bool {
            category == cause.category && (object.map { Wildcard($0).matches(cause.object?.withoutContainer.description ?? "") } ?? true)
        }
    }

    /// As good as each other; the first one is what reports name.
    var answers: [Answer]
    var mentions: [CaseTruth.Words] = []
    var never: [String] = []
    var evidence: [CaseTruth.Words] = []

    var category: CauseCategory { answers.first?.category ?? .inconclusive }
    var isVerdict: Bool { category.isVerdict }

    func accepts(_ cause: RootCause) -> Bool {
        answers.contains { $0.matches(cause) }
    }

    /// What an answer says that it must not, and doesn't say that it must.
    func wrongWords(in response: AnalyzeResponse) -> [String] {
        let whole = ([response.analysis] + response.rootCauses.prefix(1).map { "\($0.title) \($0.explanation)" }).joined(separator: "\n")
        let first = response.rootCauses.first.map { "\($0.title) \($0.explanation)".lowercased() } ?? ""
        return mentions.filter { !$0.occur(in: whole) }.map { "doesn't say '\($0)'" }
            + never.filter { first.contains($0.lowercased()) }.map { "says '\($0)'" }
    }

    /// The decisive facts that no piece of evidence has.
    func missingEvidence(in response: AnalyzeResponse) -> [CaseTruth.Words] {
        let texts = response.evidence.map { $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        return evidence.filter { fact in
            let alternatives = fact.alternatives.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            return !texts.contains { CaseTruth.Words(alternatives: alternatives).occur(in: $0) }
        }
    }
}

extension Expectation {
    /// Of a case's file.
    init(_ truth: CaseTruth) {
        answers = truth.categories.flatMap { category in
            truth.objects.isEmpty || category.isVerdict
                ? [Answer(category: category)] : truth.objects.map { Answer(category: category, object: $0) }
        }
        mentions = truth.mentions
        never = truth.never
        evidence = truth.evidence
    }

    /// Of a recording's `expected.json`.
    init(_ rule: ExpectedCauses.Rule) {
        answers = rule.answers.map { Answer(category: $0.category, object: $0.object) }
    }
}
