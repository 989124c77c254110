import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What a page can show beside the findings: the namespace's events and the ends of the logs, masked and bounded. The report brings its own curves.
struct ArtifactStage: Sendable {
    let eventLimit: Int
    let logTailLines: Int
    private let redactor = Redactor()

    init(eventLimit: Int, logTailLines: Int) {
        self.eventLimit = eventLimit
        self.logTailLines = logTailLines
    }

    func callAsFunction(_ snapshot: ClusterSnapshot, namespace: String?) -> [Artifact] {
        events(snapshot, namespace: namespace) + snapshot.logs.prefix(Self.maximumLogs).compactMap(log)
    }

    private static let maximumLogs = 6

    /// The latest warnings first, then the latest of the rest.
    private func events(_ snapshot: ClusterSnapshot, namespace: String?) -> [Artifact] {
        let sorted = snapshot.events.sorted { first, second in
            if first.isWarning != second.isWarning { return first.isWarning }
            return (first.lastSeen?.microseconds ?? 0) > (second.lastSeen?.microseconds ?? 0)
        }
        guard !sorted.isEmpty else { return [] }
        let shown = sorted.prefix(eventLimit).map { event -> JSONValue in
            [
                "type": .string(event.type), "reason": .string(event.reason), "object": .string("\(event.object.kind)/\(event.object.name)"),
                "message": .string(redactor.redact(event.message)), "count": .integer(Int64(event.count)),
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

    private func log(_ log: ContainerLog) -> Artifact? {
        let lines = log.lines.suffix(logTailLines)
        guard !lines.isEmpty else { return nil }
        let run = log.isPrevious ? "the previous run of " : ""
        return Artifact(
            type: "logs", query: ResourcePath.log(namespace: log.namespace, pod: log.pod, container: log.container, isPrevious: log.isPrevious),
            result: .array(lines.map { .string(($0.time.map { "\($0) " } ?? "") + redactor.redact($0.text)) }),
            summary: "The last \(lines.count) of \(log.lines.count) lines read of \(run)container \(log.container) in pod \(log.pod)")
    }
}
