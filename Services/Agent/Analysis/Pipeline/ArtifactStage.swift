import AgentDomain
import Contracts
import KubernetesModel
import Masking
import Primitives

/// What a page can show beside the findings: the namespace's events and the ends of the logs, masked and bounded. The report brings its own curves.
struct ArtifactStage: Sendable {
    let eventLimit: Int
    let logTailLines: Int

    init(eventLimit: Int, logTailLines: Int) {
        self.eventLimit = eventLimit
        self.logTailLines = logTailLines
    }

    /// - Parameter onset: when the alert began: what was first written after it is new.
    func callAsFunction(
        _ snapshot: ClusterSnapshot, namespace: String?, onset: Timestamp? = nil, masking: MaskingSession = Masker.standard.session()
    ) -> [Artifact] {
        let logs = snapshot.logs.prefix(Self.maximumLogs)
        return events(snapshot, namespace: namespace, masking) + logs.compactMap { log($0, masking) }
            + logs.compactMap { templates($0, onset, masking) }
            + snapshot.traces.map(trace)
    }

    private static let maximumLogs = 6
    private static let maximumTemplates = 12

    /// The latest warnings first, then the latest of the rest.
    private func events(_ snapshot: ClusterSnapshot, namespace: String?, _ masking: MaskingSession) -> [Artifact] {
        let sorted = snapshot.events.sorted { first, second in
            if first.isWarning != second.isWarning { return first.isWarning }
            return (first.lastSeen?.microseconds ?? 0) > (second.lastSeen?.microseconds ?? 0)
        }
        guard !sorted.isEmpty else { return [] }
        let shown = sorted.prefix(eventLimit).map { event -> JSONValue in
            [
                "type": .string(event.type), "reason": .string(event.reason), "object": .string("\(event.object.kind)/\(event.object.name)"),
                "message": .string(masking.mask(event.message)), "count": .integer(Int64(event.count)),
                "last_seen": event.lastSeen.map { .string($0.description) } ?? .null,
            ]
        }
        let warnings = sorted.count { $0.isWarning }
        return [
            Artifact(
                type: "events", query: ResourcePath.list(kind: Event.kind, namespace: namespace), result: .array(Array(shown)),
                summary: "\(sorted.count) events, \(warnings) of them warnings" + (sorted.count > shown.count ? "; \(shown.count) are shown" : ""))
        ]
    }

    private func log(_ log: ContainerLog, _ masking: MaskingSession) -> Artifact? {
        let lines = log.lines.suffix(logTailLines)
        guard !lines.isEmpty else { return nil }
        let masked = masking.mask(lines: lines.map(\.text))
        let run = log.isPrevious ? "the previous run of " : ""
        return Artifact(
            type: "logs", query: log.query,
            result: .array(zip(lines, masked).map { .string(($0.time.map { "\($0) " } ?? "") + $1) }),
            summary: "The last \(lines.count) of \(log.lines.count) lines read of \(run)container \(log.container) in pod \(log.pod)")
    }

    /// The kinds of lines that a log is made of, the most telling first.
    private func templates(_ log: ContainerLog, _ onset: Timestamp?, _ masking: MaskingSession) -> Artifact? {
        let digest = LogDigest(log, since: onset)
        guard digest.templates.contains(where: { $0.severity >= .warning || $0.isNew }) else { return nil }
        let shown = digest.templates.prefix(Self.maximumTemplates).map { template -> JSONValue in
            [
                "template": .string(masking.mask(template.pattern)), "severity": .string("\(template.severity)"),
                "count": .integer(Int64(template.count)), "is_new": .bool(template.isNew),
                "first_seen": template.firstSeen.map { .string($0.description) } ?? .null,
                "last_seen": template.lastSeen.map { .string($0.description) } ?? .null,
                "sample": .string(masking.mask(template.sample.whole)),
            ]
        }
        return Artifact(
            type: "log_templates", query: log.query, result: .array(shown),
            summary: "\(digest.templates.count) kinds of lines in \(digest.entryCount) entries of container \(log.container) in pod \(log.pod)")
    }

    private func trace(_ trace: RequestTrace) -> Artifact {
        func shown(_ spans: [TraceSpan]) -> JSONValue { .array(spans.map { .string($0.text(in: trace)) }) }
        let blamed = trace.blame.map { "; \($0.service) \($0.fault == .failed ? "failed" : "was slow")" } ?? ""
        return Artifact(
            type: "trace", query: trace.query,
            result: [
                "trace_id": .string(trace.id), "duration_ms": .number(trace.duration.seconds * 1000), "spans": .integer(Int64(trace.spanCount)),
                "critical_path": shown(trace.criticalPath), "slowest": shown(trace.slowest), "failing": shown(trace.failing),
            ], summary: "Trace \(trace.id) of \(trace.rootService) \(trace.rootName)\(blamed)")
    }
}
