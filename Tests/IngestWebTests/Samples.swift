import Contracts
import IngestDomain
import Primitives

/// An incident with everything a page shows, and texts that try to break out of it.
enum Sample {
    static let now = Timestamp(microseconds: 1_795_247_000_000_000)
    static let start = now - .seconds(3700)
    static let id = IncidentID(UUIDv7(milliseconds: 1_795_246_959_578, counter: 1, random: 2))
    static let other = IncidentID(UUIDv7(milliseconds: 1_795_246_959_579, counter: 1, random: 2))

    /// Breaks what escapes too little: an element, an attribute's end in either quote, and a quote that a combining mark hides.
    static let hostile = #"<script>alert(1)</script>"'> "# + "\"\u{0301} onmouseover=alert(1)"

    static let database = ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db", container: "db")

    static let cause = RootCause(
        category: .oomKilled, title: "orders-db is OOMKilled", object: database, confidence: 0.954, explanation: "It needs more than 64Mi.",
        evidence: ["E2", "E9"])

    static func summary(
        title: String = "orders-db is OOMKilled", state: IncidentState = .open, severity: String = "critical", cause: RootCause? = cause
    ) -> IncidentSummary {
        IncidentSummary(
            id: id, cluster: "lab", title: title, state: state, severity: severity, openedAt: start, updatedAt: now,
            alerts: AlertCounts(firing: 2, resolved: 1), cause: cause, summary: "Three workloads suffer from one database.")
    }

    static func episode(_ name: String = "KubePodCrashLooping", fingerprint: String = "00ff", status: AlertStatus = .firing) -> EpisodeDetail {
        EpisodeDetail(
            cluster: "lab", fingerprint: fingerprint, alertName: name, severity: "warning", namespace: "shop", workload: "orders", node: nil,
            status: status, startsAt: start, endsAt: status == .resolved ? now : nil, notices: 3, firstReceivedAt: start, lastReceivedAt: now,
            incidentID: id, labels: ["alertname": name, "pod": "orders-585858c476-rnwf8"],
            annotations: ["summary": "Pod restarts.", "runbook_url": "https://runbooks/x?a=1&b=2"], generatorURL: "http://prometheus/graph")
    }

    static func analysis(rootCauses: [RootCause] = [cause], text: String = "Last state: OOMKilled") -> AnalysisDetail {
        AnalysisDetail(
            alertName: "KubePodCrashLooping", subject: "shop/orders", storedAt: now,
            response: AnalyzeResponse(
                threadTs: "", analysis: "", analysisSummary: "", analysisDetail: "", analysisQuality: .high, missingData: ["No metrics."],
                capabilities: Capabilities(), context: AnalysisContext(), rootCauses: rootCauses,
                evidence: [
                    EvidenceItem(id: "E1", source: "kubernetes", query: "/api/v1/pods", object: nil, observedAt: nil, text: "Running"),
                    EvidenceItem(id: "E2", source: "kubernetes", query: "/api/v1/pods/x?a<b", object: database, observedAt: start, text: text),
                ],
                changes: [
                    Change(
                        object: database, at: start, field: "spec.template.spec.containers[db].resources.limits.memory", from: "128Mi", to: "64Mi",
                        summary: "The memory limit was halved.")
                ],
                recommendations: [
                    Recommendation(kind: .fix, text: "Raise the limit.", command: "kubectl -n shop set resources …", risk: .medium),
                    Recommendation(kind: .immediate, text: "Watch it.", expectedMinutes: 5),
                ],
                impact: Impact(services: ["frontend"], users: "Orders fail.", severity: "critical", urgency: "now"),
                timingsMs: ["total": 18.4]))
    }

    static func detail(
        _ incident: IncidentSummary = summary(), alerts: [EpisodeDetail] = [episode()], timeline: [TimelineEntry] = [],
        analyses: [AnalysisDetail] = [analysis()], jobs: [JobDetail] = [], detail: String? = nil
    ) -> IncidentDetail {
        IncidentDetail(
            incident: incident, alerts: alerts, timeline: timeline, analyses: analyses, jobs: jobs, detail: detail,
            version: IncidentVersion(transaction: 7, entry: 3))
    }
}
