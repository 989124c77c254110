import AgentDomain
import AgentPrompts
import Contracts

/// Writes the answer of rules and model together, from the rules' answer and what was decided. All of a model's text is escaped: it holds no link, no
/// image and no markup of its own.
struct ReasonedReport {
    let study: RulesStudy
    let answer: CheckedAnswer
    let outcome: Merge.Outcome
    let citations: Citations

    /// The answer without what only the caller knows: usage, model, timings.
    func response() -> AnalyzeResponse {
        var response = study.response
        response.rootCauses = outcome.causes
        response.disagreement = outcome.disagreement
        response.engine = outcome.engine
        response.evidence = evidence
        response.warnings += answer.warnings
        response.missingData += answer.missing.filter { !response.missingData.contains($0) }
        response.recommendations = recommendations
        if outcome.engine == .llm {
            if !answer.impact.users.isEmpty { response.impact.users = answer.impact.users }
            response.impact.services += answer.impact.services.filter { !response.impact.services.contains($0) }
            response.analysisSummary = summary
        }
        let detail = Markdown.detail(
            causes: response.rootCauses, symptoms: study.symptoms, chain: outcome.engine == .rules || outcome.agrees ? study.chain : [],
            evidence: response.evidence, changes: response.changes, recommendations: response.recommendations, impact: response.impact,
            notes: study.notes, missing: response.missingData, account: account)
        response.analysisDetail = [detail, study.history].compactMap(\.self).joined(separator: "\n\n")
        let title = Markdown.escape(response.rootCauses.first?.title ?? "")
        response.analysis = "## \(title)\n\n\(Markdown.escape(response.analysisSummary))\n\n\(response.analysisDetail)"
        return response
    }

    private var summary: String {
        if answer.isSummaryFounded, !answer.summary.isEmpty { return answer.summary }
        if outcome.agrees { return study.response.analysisSummary }
        return outcome.causes.first.map { "\($0.title). \($0.explanation)" } ?? study.response.analysisSummary
    }

    private var account: [String] {
        var sections: [String] = []
        // What a model tells of a cause that doesn't stand belongs to the disagreement.
        if outcome.engine == .llm {
            if let recovery = answer.recovery { sections.append("### Recovery\n\n" + Self.text(recovery)) }
            if !answer.mechanism.isEmpty { sections.append("### How it came about\n\n" + Markdown.list(answer.mechanism.map(Self.text))) }
        }
        if !answer.ruledOut.isEmpty { sections.append("### Ruled out\n\n" + Markdown.list(answer.ruledOut.map(Self.text))) }
        if let disagreement = outcome.disagreement {
            let who = disagreement.engine == .rules ? "The rules" : "The model"
            let cause = disagreement.cause
            let object = cause.object.map { " of \(Markdown.escape($0.description))" } ?? ""
            let cited = cause.evidence.isEmpty ? "" : " [\(cause.evidence.joined(separator: ", "))]"
            sections.append(
                """
                ### Where rules and model differ

                \(who) would say: **\(Markdown.escape(cause.title))**\(object) (\(Markdown.code(cause.category.rawValue)), confidence \
                \(Int((cause.confidence * 100).rounded())) %). \(Markdown.escape(cause.explanation))\(cited) \(Markdown.escape(disagreement.reason))
                """)
        }
        return sections
    }

    private static func text(_ claim: CheckedAnswer.Claim) -> String {
        let cited = claim.evidence.isEmpty ? "" : " [\(claim.evidence.joined(separator: ", "))]"
        let mark =
            claim.isSupported
            ? ""
            : claim.unfounded.isEmpty
                ? " (unsupported: cites no evidence)"
                : " (unsupported: its evidence doesn't hold \(claim.unfounded.prefix(3).map { Markdown.code($0) }.joined(separator: ", ")))"
        return Markdown.escape(claim.text) + cited + mark
    }

    /// The rules' evidence, and of the rest what is cited.
    private var evidence: [EvidenceItem] {
        let claims = answer.mechanism + answer.ruledOut + [answer.contradiction, answer.recovery].compactMap(\.self)
        let causes = outcome.causes + [outcome.disagreement?.cause].compactMap(\.self)
        let cited = causes.flatMap(\.evidence) + claims.flatMap(\.evidence)
        var items = study.response.evidence
        for id in cited where !items.contains(where: { $0.id == id }) {
            let texts = claims.filter { $0.evidence.contains(id) }.map(\.text) + causes.filter { $0.evidence.contains(id) }.map(\.explanation)
            if let item = citations.item(id, for: texts) { items.append(item) }
        }
        return items
    }

    /// The rules' come first where their cause stands; where another does, they would mend the wrong thing.
    private var recommendations: [Recommendation] {
        let found = study.response.recommendations
        switch (outcome.engine, outcome.agrees) {
        case (.rules, _): return found
        case (.llm, true):
            let new = answer.recommendations.filter { said in
                !found.contains { $0.text == said.text || ($0.command != nil && $0.command == said.command) }
            }
            return Array((found + new).prefix(10))
        case (.llm, false): return answer.recommendations.isEmpty ? found : answer.recommendations
        }
    }
}
