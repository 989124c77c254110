import AgentDomain
import Contracts
import KubernetesModel

/// What a PersistentVolume that an alert names says of itself. `Released` is no fault: a retained volume waits for a person.
///
/// Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase
enum VolumeStateRule {
    static func fault(of name: String?, investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        guard let volume = index.snapshot.persistentVolumes.first(where: { $0.name == name }), volume.phase == "Failed" else { return nil }
        let object = index.reference(to: volume)
        let said = [volume.reason, volume.message].compactMap(\.self).joined(separator: ": ")
        return Finding(
            .provisioningFailed, object, title: "Volume \(volume.name) could not be reclaimed",
            explanation: "Its claim was deleted, and what should delete volume \(volume.name) (\(volume.reclaimPolicy ?? "its policy")) failed."
                + (said.isEmpty ? "" : " It says: \(said)"),
            confidence: 0.8, evidence: [investigation.cite("status.phase", "Failed" + (said.isEmpty ? "" : " (\(said))"), of: object)])
    }
}
