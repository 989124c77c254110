import Contracts
import Primitives

/// An incident as a page of text for a terminal: its alerts, its one cause, the evidence, and what to do.
struct IncidentReport {
    let detail: IncidentDetail
    let terminal: Terminal

    var text: String {
        var page = ReportPage(terminal: terminal)
        let incident = detail.incident
        let counts = "\(Wording.count(incident.alerts.firing, "alert")) firing"
        page.line([("INCIDENT", .boldCyan), (incident.title, .bold)])
        page.line([("  \(incident.severity), \(incident.state), \(counts), since \(firstStart)", .dim)])
        for line in alertLines { page.bullet(line) }
        page.section("Root cause")
        if let cause = incident.cause {
            page.cause(cause)
        } else {
            page.paragraph("None was found yet.", indent: 2)
        }
        if let analysis = speaker {
            changes(analysis, on: &page)
            evidence(analysis, on: &page)
            page.actions(analysis.recommendations)
        }
        return page.text
    }

    private var firstStart: String {
        (detail.alerts.map(\.startsAt).min() ?? detail.incident.openedAt).description
    }

    /// A line a workload: `orders: KubePodNotReady (2), KubeDeploymentReplicasMismatch`.
    private var alertLines: [String] {
        var order: [String] = []
        var names: [String: [String]] = [:]
        for alert in detail.alerts {
            let subject = [alert.namespace, alert.workload].compactMap(\.self).joined(separator: "/")
            if names[subject] == nil { order.append(subject) }
            names[subject, default: []].append(alert.alertName)
        }
        return order.map { subject in
            let counts = Dictionary(grouping: names[subject] ?? [], by: \.self).map { name, all in all.count > 1 ? "\(name) (\(all.count))" : name }
            return "\(subject.isEmpty ? "cluster" : subject): \(counts.sorted().joined(separator: ", "))"
        }
    }

    /// The analysis that named the incident's cause; of several, the one with the most evidence for it.
    private var speaker: AnalyzeResponse? {
        let all = detail.analyses.map(\.response)
        let naming = all.filter { response in
            response.rootCauses.first.map { $0.category == detail.incident.cause?.category && $0.object == detail.incident.cause?.object } ?? false
        }
        return naming.max { ($0.rootCauses.first?.evidence.count ?? 0) < ($1.rootCauses.first?.evidence.count ?? 0) } ?? all.first
    }

    private func changes(_ analysis: AnalyzeResponse, on page: inout ReportPage) {
        guard !analysis.changes.isEmpty else { return }
        page.section("Changed before")
        for change in analysis.changes.prefix(5) { page.item(change.object.description, note: change.at?.description, body: change.summary) }
    }

    private func evidence(_ analysis: AnalyzeResponse, on page: inout ReportPage) {
        let items = (analysis.rootCauses.first?.evidence ?? []).compactMap { id in analysis.evidence.first { $0.id == id } }
        guard !items.isEmpty else { return }
        page.section("Evidence")
        for item in items.prefix(6) { page.evidence(item) }
    }
}
