import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What a page can show beside the findings: the target's events, the ends of its logs, and its curves; masked and bounded.
struct ArtifactStage: Sendable {
    let eventLimit: Int
    let logTailLines: Int
    private let redactor = Redactor()

    init(eventLimit: Int, logTailLines: Int) {
        self.eventLimit = eventLimit
        self.logTailLines = logTailLines
    }

    func callAsFunction(_ snapshot: ClusterSnapshot, namespace: String?) -> [Artifact] {
        events(snapshot, namespace: namespace) + snapshot.logs.prefix(Self.maximumLogs).compactMap(log) + metrics(snapshot)
    }

    private static let maximumLogs = 6
    private static let maximumSeries = 8

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

    private func metrics(_ snapshot: ClusterSnapshot) -> [Artifact] {
        var artifacts: [Artifact] = []
        for meaning in MetricSeries.Meaning.allCases {
            let series = snapshot.metrics.filter { $0.meaning == meaning }
            guard let expression = series.first?.expression else { continue }
            let shown = series.prefix(Self.maximumSeries).map { one -> JSONValue in
                [
                    "labels": .object(one.labels.mapValues { .string($0) }),
                    "samples": .array(one.samples.map { [.number($0.time.secondsSince1970), $0.value.isFinite ? .number($0.value) : .null] }),
                ]
            }
            artifacts.append(
                Artifact(
                    type: "prometheus", query: expression, result: .array(Array(shown)),
                    summary: "\(meaning.rawValue): \(series.count) series" + (series.count > shown.count ? ", \(shown.count) are shown" : "")))
        }
        return artifacts
    }
}
