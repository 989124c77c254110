import AgentDomain
import Contracts
import KubernetesModel
import Primitives

// MARK: Citing what Prometheus, Tempo and the logs say

extension Investigation {
    mutating func cite(_ measurement: Measurement) -> EvidenceID {
        evidence.cite(source: "prometheus", query: measurement.query, object: measurement.object, at: measurement.at, text: measurement.text)
    }

    /// - Parameter span: one of the trace's.
    mutating func cite(_ span: TraceSpan, of trace: RequestTrace) -> EvidenceID {
        let object = span.pod.map { ObjectReference(kind: Pod.kind, namespace: span.namespace, name: $0) }
        return evidence.cite(
            source: "tempo", query: "trace \(trace.id), found by \(trace.query)", object: object, at: span.start, text: span.text(in: trace))
    }

    /// The real line, or its whole stack trace as far as evidence is long.
    mutating func cite(_ template: LogTemplate, in log: ContainerLog) -> EvidenceID {
        let object = ObjectReference(kind: Pod.kind, namespace: log.namespace, name: log.pod, container: log.container)
        let count = template.count > 1 ? " (×\(template.count))" : ""
        let entry = template.sample
        let text = entry.trace.isEmpty || entry.trace.first == entry.text ? entry.whole : entry.text + "\n" + entry.whole
        return evidence.cite(source: log.source, query: log.query, object: object, at: template.lastSeen, text: text + count)
    }
}
