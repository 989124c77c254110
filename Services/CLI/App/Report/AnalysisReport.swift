import Contracts

/// An analysis as a page of text for a terminal: the cause first, then why, then what to do.
struct AnalysisReport {
    let alert: Alert?
    let analysis: AnalyzeResponse
    let terminal: Terminal

    init(alert: Alert? = nil, analysis: AnalyzeResponse, terminal: Terminal) {
        self.alert = alert
        self.analysis = analysis
        self.terminal = terminal
    }

    var text: String {
        var page = ReportPage(terminal: terminal)
        if let alert { heading(alert, on: &page) }
        verdict(on: &page)
        changes(on: &page)
        evidence(on: &page)
        page.actions(analysis.recommendations)
        others(on: &page)
        gaps(on: &page)
        footer(on: &page)
        return page.text
    }

    private func heading(_ alert: Alert, on page: inout ReportPage) {
        let subject = [alert.labels["namespace"], alert.labels["pod"] ?? WorkloadName.from(labels: alert.labels)].compactMap(\.self)
        page.line([(alert.name, .bold), (subject.joined(separator: "/"), nil), ("\(alert.status.rawValue) since \(alert.startsAt)", .dim)])
        page.blank()
    }

    private func verdict(on page: inout ReportPage) {
        guard let cause = analysis.rootCauses.first else {
            page.paragraph(analysis.analysisSummary)
            return
        }
        page.cause(cause)
    }

    private func changes(on page: inout ReportPage) {
        guard !analysis.changes.isEmpty else { return }
        page.section("Changed before")
        for change in analysis.changes.prefix(10) {
            let age = change.at.flatMap { at in alert.map { Wording.age(of: at, at: $0.startsAt).replacing(" ago", with: " before the alert") } }
            page.item(change.object.description, note: age, body: change.summary)
        }
    }

    private func evidence(on page: inout ReportPage) {
        let cited = analysis.rootCauses.first?.evidence ?? []
        let items = cited.compactMap { id in analysis.evidence.first { $0.id == id } }
        guard !items.isEmpty else { return }
        page.section("Evidence")
        for item in items { page.evidence(item) }
        let rest = analysis.evidence.count - items.count
        if rest > 0 { page.note("\(Wording.count(rest, "more fact")) read; --json has all of them") }
    }

    private func others(on page: inout ReportPage) {
        let others = analysis.rootCauses.dropFirst()
        guard !others.isEmpty else { return }
        page.section("Also found")
        for cause in others.prefix(5) {
            page.item("\(cause.category.rawValue)  \(cause.object?.description ?? "")", note: Wording.percent(cause.confidence), body: cause.title)
        }
    }

    private func gaps(on page: inout ReportPage) {
        let gaps = analysis.missingData + analysis.warnings
        guard !gaps.isEmpty else { return }
        page.section("Not seen")
        for gap in gaps.prefix(10) { page.bullet(gap) }
    }

    private func footer(on page: inout ReportPage) {
        var parts = ["quality \(analysis.analysisQuality.rawValue)", "engine \(analysis.engine.rawValue)"]
        if let total = analysis.timingsMs["total"] { parts.append(Wording.elapsed(milliseconds: total)) }
        page.blank()
        page.note(parts.joined(separator: " · "))
    }
}
