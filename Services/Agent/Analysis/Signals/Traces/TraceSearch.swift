import Contracts
import Primitives
import SourceClient
import Tempo

/// What is asked of Tempo's search: requests of the target that failed, slow ones, and any at all.
struct TraceSearch: Sendable, Hashable {
    enum Wanted: Hashable, Sendable, CaseIterable {
        case failed, slow, any
    }

    var wanted: Wanted
    var query: String

    /// - Returns: none where the alert names nothing that traces go by.
    static func all(_ scope: SignalScope) -> [TraceSearch] {
        var terms: [String] = []
        if !scope.services.isEmpty { terms.append(TraceQL.any("resource.service.name", scope.services)) }
        if let namespace = scope.namespace {
            let pods = scope.pods.filter { $0.namespace == namespace }.map(\.name).prefix(6)
            var names = pods.isEmpty ? [] : [TraceQL.any("resource.k8s.pod.name", Array(pods))]
            if let workload = scope.workload, let attribute = attributes[workload.kind] {
                names.append("resource.\(attribute) = \(QueryText.quoted(workload.name))")
            }
            if !names.isEmpty {
                terms.append("(resource.k8s.namespace.name = \(QueryText.quoted(namespace)) && (\(names.joined(separator: " || "))))")
            }
        }
        guard !terms.isEmpty else { return [] }
        let target = terms.count == 1 ? terms[0] : "(\(terms.joined(separator: " || ")))"
        return [
            TraceSearch(wanted: .failed, query: "{ \(target) && status = error }"),
            TraceSearch(wanted: .slow, query: "{ \(target) && duration > 1s }"),
            TraceSearch(wanted: .any, query: "{ \(target) }"),
        ]
    }

    private static let attributes = [
        "Deployment": "k8s.deployment.name", "StatefulSet": "k8s.statefulset.name", "DaemonSet": "k8s.daemonset.name", "Job": "k8s.job.name",
    ]
}
