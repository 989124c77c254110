import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Namespaces that were deleted and don't end: the namespace controller says in their conditions what is left, and whose finalizers hold it.
///
/// What only has not ended yet (`NamespaceContentRemaining` alone: pods with a long grace, claims in use) is no fault, and the verdict's to tell.
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
        guard let first = standing.first, first.type != "NamespaceContentRemaining" else { return nil }
        let message = first.message ?? ""
        let (category, title): (CauseCategory, String) =
            if first.type == "NamespaceFinalizersRemaining" {
                (.invalidConfiguration, "Namespace \(name) is held by finalizers that nobody removes")
            } else if message.mentions("webhook") {
                (.admissionWebhookFailed, "A webhook keeps namespace \(name) from being emptied")
            } else {
                (.controlPlaneUnhealthy, "Namespace \(name) can't be emptied")
            }
        let webhook = message.between("webhook \"", "\"").flatMap { WebhookSearch.configuration(of: $0, investigation.index) }
        return Finding(
            category, webhook ?? object, title: title,
            explanation: "Namespace \(name) has been ending since \(since): \(standing.compactMap(\.message).joined(separator: " "))",
            confidence: 0.85,
            evidence: standing.map { investigation.cite($0, of: object) }, since: since)
    }
}
