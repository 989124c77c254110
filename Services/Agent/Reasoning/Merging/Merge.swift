import Contracts

/// Decides between the rules' causes and a model's, and keeps what was decided against, with the reason.
///
/// Rules are deterministic and measured; a model is neither, and may have read a line that somebody wrote for it. So a model may add to what the
/// rules found and explain where they are at a loss, but it doesn't set aside a finding that they are sure of without evidence of its own.
struct Merge {
    /// From here on a rules' finding is strong. Of the evaluation's answers with a confidence of 0.8 and more, 99 of 100 were right (369 of 413
    /// cases); below it, 95 of 100.
    static let strong = 0.8

    struct Outcome {
        /// Best first.
        var causes: [RootCause]
        var disagreement: Disagreement?
        /// Whose cause stands; `llm` where both name the same.
        var engine: AnalysisEngine
        var agrees: Bool
    }

    let rules: [RootCause]
    let citations: Citations

    func merge(_ answer: CheckedAnswer) -> Outcome {
        guard let said = answer.causes.first else { return Outcome(causes: rules, disagreement: nil, engine: .rules, agrees: false) }
        guard let found = rules.first else { return stands(answer, over: nil, "The rules found nothing.") }
        if Self.isSame(said.cause, found) { return agreed(answer, said, found) }
        guard said.isSupported else {
            let why =
                said.unfounded.isEmpty
                ? "it cites no evidence" : "its evidence doesn't hold what it quotes (\(said.unfounded.prefix(3).joined(separator: ", ")))"
            return kept(found, against: said.cause, "The model names another cause, and \(why).")
        }
        if said.cause.category == .inconclusive { return kept(found, against: said.cause, "The model can't tell the cause, and the rules can.") }
        // Nothing is overruled where the rules can't tell.
        if found.category == .inconclusive { return stands(answer, over: nil, "") }
        if found.confidence >= Self.strong || said.cause.category == .healthy {
            guard let contradiction = answer.contradiction, contradicts(contradiction, found) else {
                return kept(
                    found, against: said.cause,
                    found.confidence >= Self.strong
                        ? "The rules' finding is strong, and the model names no evidence that contradicts it."
                        : "The model calls it healthy, and names no evidence that contradicts the rules' finding.")
            }
            return stands(
                answer, over: found, "The model holds against it: \(contradiction.text) [\(contradiction.evidence.joined(separator: ", "))]")
        }
        return stands(answer, over: found, "The rules were not sure, and the evidence that the model cites supports another cause.")
    }

    /// Evidence that the finding didn't have, and of which what neither a workload nor the model can have written holds all that is said of it.
    private func contradicts(_ claim: CheckedAnswer.Claim, _ found: RootCause) -> Bool {
        let weighty = citations.independent(claim.evidence)
        return claim.isSupported && !weighty.allSatisfy(found.evidence.contains) && citations.unfounded(in: claim.text, citing: weighty).isEmpty
    }

    private static func isSame(_ one: RootCause, _ other: RootCause) -> Bool {
        one.category == other.category && (one.category.isVerdict || one.object?.withoutContainer == other.object?.withoutContainer)
    }

    private func agreed(_ answer: CheckedAnswer, _ said: CheckedAnswer.Cause, _ found: RootCause) -> Outcome {
        var cause = found
        // The rules' words are certain to be borne out; the model's tell more where they are, too.
        if said.isSupported {
            cause.explanation = said.cause.explanation
            cause.evidence += said.cause.evidence.filter { !cause.evidence.contains($0) }
        }
        return Outcome(causes: with(cause, answer.causes.dropFirst(), rules.dropFirst()), disagreement: nil, engine: .llm, agrees: true)
    }

    private func kept(_ found: RootCause, against said: RootCause, _ reason: String) -> Outcome {
        Outcome(causes: rules, disagreement: Disagreement(engine: .llm, cause: said, reason: reason), engine: .rules, agrees: false)
    }

    private func stands(_ answer: CheckedAnswer, over found: RootCause?, _ reason: String) -> Outcome {
        guard let said = answer.causes.first else { return Outcome(causes: rules, disagreement: nil, engine: .rules, agrees: false) }
        let disagreement = found.map { Disagreement(engine: .rules, cause: $0, reason: reason) }
        let others = rules.filter { !$0.category.isVerdict }
        return Outcome(
            causes: with(said.cause, answer.causes.dropFirst(), others[...]), disagreement: disagreement, engine: .llm, agrees: false)
    }

    /// The first cause, then what the model and the rules hold possible beside it: supported, each once, four at most.
    private func with(_ first: RootCause, _ said: ArraySlice<CheckedAnswer.Cause>, _ found: ArraySlice<RootCause>) -> [RootCause] {
        guard !first.category.isVerdict else { return [first] }
        var causes = [first]
        for cause in Array(found) + said.filter(\.isSupported).map(\.cause) where !cause.category.isVerdict {
            guard !causes.contains(where: { Self.isSame($0, cause) }) else { continue }
            var cause = cause
            // Best first.
            cause.confidence = min(cause.confidence, first.confidence)
            causes.append(cause)
        }
        return Array(causes.prefix(4))
    }
}
