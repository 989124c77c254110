import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Namespaces that were deleted and don't end: the namespace controller says in their conditions what is left, and whose finalizers hold it.
///
/// Source: pkg/controller/namespace/deletion/status_condition_utils.go in kubernetes/kubernetes.
enum NamespaceEndRule {
    /// Pods get their time to end; what takes longer waits for somebody.
    private static let patience = Duration.seconds(300)

    static func fault(of name: String, investigation: inout Investigation) -> Finding? {
        guard let namespace = investigation.index.snapshot.namespaces.first(where: { $0.name == name }), namespace.phase == "Terminating",
            let since = namespace.metadata.deletionTimestamp, investigation.now - since > patience
        else { return nil }
        let object = investigation.index.reference(to: namespace)
        let standing = [
            "NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure", "NamespaceDeletionContentFailure",
            "NamespaceFinalizersRemaining", "NamespaceContentRemaining",
        ]
        .compactMap { namespace.conditions[$0] }.filter { $0.status == "True" }
        guard let first = standing.first else { return nil }
        let isAPI = first.type.hasPrefix("NamespaceDeletion")
        return Finding(
            isAPI ? .controlPlaneUnhealthy : .invalidConfiguration, object,
            title: isAPI ? "Namespace \(name) can't be emptied" : "Namespace \(name) is held by finalizers that nobody removes",
            explanation: "Namespace \(name) has been ending since \(since): \(standing.compactMap(\.message).joined(separator: " "))",
            confidence: 0.85,
            evidence: standing.map { investigation.cite($0, of: object) }, since: since)
    }
}
