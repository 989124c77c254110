import AgentDomain
import AgentPrompts
import Contracts

/// An answer after code has looked at it: what is left can be shown, and says of itself whether its evidence bears it out.
struct CheckedAnswer: Sendable {
    struct Claim: Sendable {
        var text: String
        var evidence: [String]
        /// What it quotes that its evidence doesn't have; of a claim that cites nothing, empty.
        var unfounded: [String]

        var isSupported: Bool { unfounded.isEmpty && !evidence.isEmpty }
    }

    struct Cause: Sendable {
        var cause: RootCause
        var unfounded: [String]

        var isSupported: Bool { unfounded.isEmpty && (!cause.evidence.isEmpty || cause.category == .inconclusive) }
    }

    var summary: String
    /// Whether the summary quotes only what was shown.
    var isSummaryFounded: Bool
    var causes: [Cause]
    var mechanism: [Claim]
    var ruledOut: [Claim]
    var contradiction: Claim?
    var recovery: Claim?
    var impact: (services: [String], users: String)
    var recommendations: [Recommendation]
    var missing: [String]
    var warnings: [String]
}

/// Holds an answer against what there is.
struct AnswerCheck {
    let citations: Citations
    let known: KnownObjects
    /// What rules found: their objects exist, whatever was read.
    let rules: AnalyzeResponse
    let mask: (String) -> String

    /// Unicode scalars of one text of a model.
    private static let maximumText = 1500
    /// Ids that one claim rests on. Who cites everything has shown nothing.
    private static let maximumIDs = 10

    func check(_ answer: AnalysisAnswer) -> CheckedAnswer {
        var warnings: [String] = []
        let invented = allIDs(answer).filter { citations.existing([$0]).isEmpty }
        if !invented.isEmpty {
            let list = Set(invented).sorted().prefix(8).map { bounded($0, 20) }.joined(separator: ", ")
            warnings.append("The model cited evidence that doesn't exist (\(list)); these citations were dropped.")
        }
        let causes = answer.causes.prefix(8).compactMap { cause(of: $0, &warnings) }
        let shown = allIDs(answer) + rules.evidence.map(\.id)
        let summary = text(answer.summary)
        let checked = CheckedAnswer(
            summary: summary, isSummaryFounded: citations.unfounded(in: summary, citing: citations.existing(shown)).isEmpty,
            causes: Array(verdictAlone(causes).prefix(4)), mechanism: answer.mechanism.prefix(10).map(claim),
            ruledOut: answer.ruledOut.prefix(6).map(claim),
            contradiction: answer.contradiction.map(claim), recovery: answer.recovery.map(claim),
            impact: (
                answer.impact.services.prefix(20).filter { known.contains(path: $0) },
                text(answer.impact.users)
            ),
            recommendations: answer.recommendations.prefix(10).compactMap { recommendation(of: $0, &warnings) },
            missing: answer.missing.prefix(6).map(text).filter { !$0.isEmpty }, warnings: warnings)
        return checked
    }

    private func allIDs(_ answer: AnalysisAnswer) -> [String] {
        let claims = answer.mechanism + answer.ruledOut + [answer.contradiction, answer.recovery].compactMap(\.self)
        return answer.causes.flatMap(\.evidence) + claims.flatMap(\.evidence)
    }

    private func cause(of said: AnalysisAnswer.Cause, _ warnings: inout [String]) -> CheckedAnswer.Cause? {
        guard let category = CauseCategory(rawValue: said.category) else {
            warnings.append("A cause of the model was dropped: there is no category \(bounded(said.category, 60)).")
            return nil
        }
        var object: ObjectReference?
        if let named = said.object {
            let reference = ObjectReference(
                kind: named.kind, namespace: named.namespace.flatMap { $0.isEmpty ? nil : $0 }, name: named.name,
                container: named.container.flatMap { $0.isEmpty ? nil : $0 })
            object = existing(reference)
            guard object != nil || category.isVerdict else {
                warnings.append("A cause of the model was dropped: nothing that was read is called \(bounded(reference.description, 120)).")
                return nil
            }
        } else if !category.isVerdict {
            warnings.append("A cause of the model was dropped: it names no object.")
            return nil
        }
        var ids = existing(said.evidence)
        let explanation = text(said.explanation)
        let title = text(said.title)
        let unfounded = citations.unfounded(in: title + " " + explanation, citing: ids)
        // What the rules found as well has their evidence, too.
        if let same = rules.rootCauses.first(where: { $0.category == category && $0.object?.withoutContainer == object?.withoutContainer }) {
            ids += same.evidence.filter { !ids.contains($0) }
            if object?.container == nil { object = same.object }
        }
        guard !ids.isEmpty || category.isVerdict else {
            warnings.append("A cause of the model was dropped: it cites no evidence (\(category.rawValue)).")
            return nil
        }
        let confidence = said.confidence.isFinite ? (min(0.95, max(0.05, said.confidence)) * 100).rounded() / 100 : 0.5
        return CheckedAnswer.Cause(
            cause: RootCause(
                category: category, title: title, object: object, confidence: unfounded.isEmpty ? confidence : min(confidence, 0.5),
                explanation: explanation, evidence: ids), unfounded: unfounded.map { bounded($0, 80) })
    }

    /// The object as it exists: read from the cluster, by the rules or a tool, or named by the rules. Without its container where nothing has such.
    private func existing(_ reference: ObjectReference) -> ObjectReference? {
        let named = rules.rootCauses.compactMap(\.object) + rules.evidence.compactMap(\.object)
        guard known.contains(reference) || named.contains(where: { $0.withoutContainer == reference.withoutContainer }) else { return nil }
        guard let container = reference.container else { return reference }
        return known.contains(name: container) || named.contains(reference) ? reference : reference.withoutContainer
    }

    /// A verdict stands alone: first, or not at all.
    private func verdictAlone(_ causes: [CheckedAnswer.Cause]) -> [CheckedAnswer.Cause] {
        if let first = causes.first, first.cause.category.isVerdict { return [first] }
        return causes.filter { !$0.cause.category.isVerdict }
    }

    private func existing(_ ids: [String]) -> [String] { Array(citations.existing(ids).prefix(Self.maximumIDs)) }

    private func claim(_ said: AnalysisAnswer.Claim) -> CheckedAnswer.Claim {
        let ids = existing(said.evidence)
        let shown = text(said.text)
        return CheckedAnswer.Claim(text: shown, evidence: ids, unfounded: citations.unfounded(in: shown, citing: ids).map { bounded($0, 80) })
    }

    private func recommendation(of said: AnalysisAnswer.Recommendation, _ warnings: inout [String]) -> Recommendation? {
        let shown = text(said.text)
        guard let kind = Recommendation.Kind(rawValue: said.kind), !shown.isEmpty else { return nil }
        var command = said.command.flatMap { $0.isEmpty ? nil : $0 }
        if let proposed = command, let complaint = KubectlCommand(known: known).complaint(about: proposed) {
            warnings.append("A command of the model is not shown: \(bounded(complaint, 120)).")
            command = nil
        }
        return Recommendation(
            kind: kind, text: shown, command: command.map(mask), risk: Recommendation.Risk(rawValue: said.risk) ?? .medium,
            expectedMinutes: said.expectedMinutes.flatMap { (1...10_000).contains($0) ? $0 : nil })
    }

    private func text(_ said: String) -> String { bounded(mask(said), Self.maximumText) }

    private func bounded(_ text: String, _ limit: Int) -> String { Excerpt.prefix(of: text, scalars: limit) }
}
