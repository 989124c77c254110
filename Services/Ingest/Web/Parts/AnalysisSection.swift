import Contracts
import IngestDomain
import Primitives

/// One analysis with everything it says; the structured fields, not the prose, are its body.
struct AnalysisSection {
    let analysis: AnalysisDetail
    /// Names the anchors of its evidence: unique on the page.
    let anchor: String
    /// What the page is headed with: a cause of that title isn't headed so once more.
    var pageTitle: String?

    private var response: AnalyzeResponse { analysis.response }

    var html: HTML {
        """
        \(causes)
        \(disagreement)
        \(ActionList(recommendations: response.recommendations).html)
        \(ChangeTable(changes: response.changes).html)
        \(EvidenceList(items: response.evidence, cited: cited, anchor: anchor).html)
        \(impact)
        \(notes)
        \(provenance)
        """
    }

    /// The evidence of the best cause.
    private var cited: Set<String> { Set(response.rootCauses.first?.evidence ?? []) }

    private var causes: HTML {
        let ids = Set(response.evidence.map(\.id))
        let cards = response.rootCauses.enumerated().map { index, cause in
            CauseCard(cause: cause, anchor: anchor, evidenceIDs: ids, heading: heading(cause)).html
        }
        guard cards.count > 1, let best = cards.first else { return "\(cards)" }
        return """
            \(best)
            <details><summary>\(cards.count - 1) less likely \(cards.count == 2 ? "explanation" : "explanations")</summary>\(cards.dropFirst())</details>
            """
    }

    private func heading(_ cause: RootCause) -> HTML {
        cause.title == pageTitle ? "" : "<h3>\(cause.title)</h3>"
    }

    /// What the other engine says, where rules and model name different causes.
    private var disagreement: HTML? {
        guard let other = response.disagreement else { return nil }
        let who = other.engine == .rules ? "The rules name another cause" : "The model names another cause"
        let card = CauseCard(
            cause: other.cause, anchor: anchor, evidenceIDs: Set(response.evidence.map(\.id)), heading: "<h4>\(other.cause.title)</h4>")
        return "<h3>\(who)</h3><p>\(other.reason)</p>\(card.html)"
    }

    private var impact: HTML? {
        let impact = response.impact
        guard !impact.users.isEmpty || !impact.services.isEmpty else { return nil }
        let services: HTML? = impact.services.isEmpty ? nil : "<p>Suffering: \(impact.services.map { "<code>\($0)</code> " as HTML })</p>"
        return "<h3>Impact</h3><p>\(impact.users)</p>\(services)"
    }

    private var notes: HTML? {
        let notes = response.warnings + response.missingData
        guard !notes.isEmpty else { return nil }
        return "<h3>What the analysis could not see</h3><ul>\(notes.map { "<li>\($0)</li>" as HTML })</ul>"
    }

    private var provenance: HTML {
        let model: HTML? = response.model.map { " (\($0))" }
        let total: HTML? = response.timingsMs["total"].map { " in \(Int($0.rounded())) ms" }
        let usage = response.usage
        let cost: HTML? = usage.costUSD.map { ", \(Self.dollars($0))" }
        let spent: HTML? = usage.calls > 0 ? ", \(usage.inputTokens) tokens read and \(usage.outputTokens) written\(cost)" : nil
        return """
            <p class="small muted">Analysed \(HTML.time(analysis.storedAt)) by \(response.engine.rawValue)\(model)\(total)\(spent);
            quality: \(response.analysisQuality.rawValue).</p>
            """
    }

    /// To the hundredth of a cent: `$0.0312`.
    private static func dollars(_ amount: Double) -> String {
        guard amount.isFinite, amount >= 0, amount < 1e9 else { return "" }
        let parts = Int64((amount * 10_000).rounded())
        let fraction = String(parts % 10_000)
        return "$\(parts / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
    }
}
