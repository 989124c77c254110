import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Why a PersistentVolumeClaim isn't bound. Its events are vague; the class and the volumes themselves say which field doesn't fit.
///
/// Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
enum ClaimRule {
    static func findings(forVolumesOf pod: Pod, investigation: inout Investigation) -> [Finding] {
        pod.spec.volumes.compactMap { volume in
            let name: String
            switch volume.source {
            case .persistentVolumeClaim(let claim): name = claim
            case .ephemeralClaim: name = "\(pod.name)-\(volume.name)"
            default: return nil
            }
            let reference = ObjectReference(kind: PersistentVolumeClaim.kind, namespace: pod.namespace, name: name)
            return finding(for: reference, wanted: true, investigation: &investigation)
        }
    }

    /// - Parameter wanted: whether a pod waits for the claim. One that nobody uses may wait for its first consumer for ever.
    static func finding(for reference: ObjectReference, wanted: Bool, investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        if let fault = VolumeStateRule.fault(of: investigation.target.labels.persistentVolume, investigation: &investigation) { return fault }
        guard let claim = index.snapshot.persistentVolumeClaims.first(where: { $0.name == reference.name && $0.namespace == reference.namespace })
        else {
            guard index.hasRead("persistentvolumeclaims", namespace: reference.namespace) else { return nil }
            // A volume that is retained outlives its claim, and nobody misses that.
            guard wanted || investigation.target.labels.persistentVolume == nil else { return nil }
            let list = ResourcePath.list(kind: PersistentVolumeClaim.kind, namespace: reference.namespace)
            let citation = investigation.evidence.cite(
                source: "kubernetes", query: list, object: reference, at: investigation.now,
                text: "No PersistentVolumeClaim \(reference.name) in namespace \(reference.namespace ?? "")")
            // A claim that a quota refused leaves no event: only its absence, and a quota that is used up.
            if wanted,
                let quota = investigation.index.snapshot.resourceQuotas.first(where: {
                    $0.namespace == reference.namespace && QuotaRule.isUsedUp(storage: $0)
                }),
                var fault = QuotaRule.exhausted(quota, investigation: &investigation)
            {
                fault.category = .quotaStorageExceeded
                fault.explanation += " Claim \(reference.name), which a pod mounts, does not exist."
                fault.evidence.append(citation)
                return fault
            }
            return Finding(
                .pvcMissing, reference, title: "PersistentVolumeClaim \(reference.name) does not exist",
                explanation: "A pod mounts claim \(reference.name), and the namespace has none of that name.", confidence: 0.95, evidence: [citation])
        }
        guard claim.phase != "Bound" else { return nil }
        let status = investigation.cite("status.phase", claim.phase, of: reference, at: claim.metadata.creationTimestamp)
        return explain(claim, reference, status: status, wanted: wanted, investigation: &investigation)
    }

    private static func explain(
        _ claim: PersistentVolumeClaim, _ reference: ObjectReference, status: EvidenceID, wanted: Bool, investigation: inout Investigation
    ) -> Finding? {
        let index = investigation.index
        let events = index.events(of: claim)
        // FailedBinding comes as a Normal event.
        let failure =
            events.first { $0.reason == "ProvisioningFailed" } ?? events.first { $0.isWarning } ?? events.first { $0.reason == "FailedBinding" }
        var evidence = [status]
        if let failure { evidence.insert(investigation.cite(failure), at: 0) }
        func finding(_ category: CauseCategory, _ title: String, _ text: String, _ confidence: Double, also: [EvidenceID] = []) -> Finding {
            Finding(
                category, reference, title: title, explanation: text, confidence: confidence, evidence: evidence + also,
                since: claim.metadata.creationTimestamp, details: ["claim": claim.name])
        }
        if claim.phase == "Lost" {
            return finding(
                .pvcMissing, "The volume of claim \(claim.name) is gone",
                "Claim \(claim.name) was bound to a PersistentVolume that no longer exists.", 0.9)
        }
        let classes = index.snapshot.storageClasses
        let className = claim.storageClassName ?? classes.first(where: \.isDefault)?.name ?? ""
        let storageClass = classes.first { $0.name == className }
        let candidates = index.snapshot.persistentVolumes.filter { $0.storageClassName == className }
        if let name = claim.volumeName, let volume = index.snapshot.persistentVolumes.first(where: { $0.name == name }) {
            if let owner = volume.claimName, !Self.belongs(volume, to: claim) {
                let citation = investigation.cite("spec.claimRef", "\(volume.claimNamespace ?? "")/\(owner)", of: index.reference(to: volume))
                return finding(
                    .pvAlreadyBound, "Volume \(name) belongs to another claim",
                    "Claim \(claim.name) asks for volume \(name), which is bound to \(volume.claimNamespace ?? "")/\(owner).", 0.95, also: [citation])
            }
            if let found = mismatch(claim, [volume], finding: finding, investigation: &investigation) { return found }
            if volume.storageClassName != (claim.storageClassName ?? className) {
                let citation = investigation.cite("spec.storageClassName", volume.storageClassName, of: index.reference(to: volume))
                return finding(
                    .pvcStorageClassMissing, "Claim \(claim.name) and volume \(name) are of different classes",
                    "Claim \(claim.name) asks for class \"\(claim.storageClassName ?? className)\"; volume \(name) is of class \"\(volume.storageClassName)\".",
                    0.75,
                    also: [citation])
            }
            return nil
        }
        if let name = claim.volumeName, index.hasRead("persistentvolumes", namespace: nil) {
            return finding(
                .provisioningFailed, "Volume \(name), which claim \(claim.name) asks for, does not exist",
                "Claim \(claim.name) names volume \(name) (spec.volumeName), and there is no PersistentVolume of that name.", 0.88)
        }
        if storageClass == nil, !className.isEmpty, index.hasRead("storageclasses", namespace: nil), candidates.isEmpty {
            return finding(
                .pvcStorageClassMissing, "StorageClass \(className) does not exist",
                "Claim \(claim.name) asks for StorageClass \(className), which the cluster doesn't have.", 0.96)
        }
        if claim.storageClassName == nil, !classes.contains(where: \.isDefault), index.hasRead("storageclasses", namespace: nil), candidates.isEmpty {
            return finding(
                .pvcStorageClassMissing, "Claim \(claim.name) names no StorageClass and there is no default",
                "Claim \(claim.name) leaves the class to the cluster's default, and no StorageClass is marked as the default.", 0.92)
        }
        let provisions = storageClass.map { $0.provisioner != "kubernetes.io/no-provisioner" && !$0.provisioner.isEmpty } ?? false
        if provisions {
            if let failure, failure.reason == "ProvisioningFailed" {
                if failure.message.mentions("selector is not supported", "claim selector") {
                    return finding(
                        .pvcSelectorMismatch, "The provisioner takes no selector, as claim \(claim.name) has one",
                        "Claim \(claim.name) selects volumes by label, which dynamic provisioning can't. The provisioner says: \(failure.message)",
                        0.9)
                }
                // The provisioner refuses what no volume of its kind can be.
                if failure.message.mentions(
                    "access mode", "accessmode", "multi_node", "multi-node", "only supports readwriteonce", "volume capabilities", "readwritemany",
                    "unsupported capabilit")
                {
                    return finding(
                        .pvcAccessModeMismatch, "The provisioner doesn't offer the access mode of claim \(claim.name)",
                        "Claim \(claim.name) asks for \(claim.accessModes.joined(separator: ", ")). The provisioner says: \(failure.message)", 0.9)
                }
                return finding(
                    .provisioningFailed, "Storage for claim \(claim.name) can't be provisioned", "The provisioner says: \(failure.message)", 0.93)
            }
            let waits = storageClass?.bindingMode == "WaitForFirstConsumer"
            guard wanted || !waits else { return nil }
            let said = events.first.map { " Its last event: \($0.message)" } ?? ""
            return finding(
                .provisioningFailed, "Storage for claim \(claim.name) is not provisioned",
                "Claim \(claim.name) waits for provisioner \(storageClass?.provisioner ?? "").\(said)", waits ? 0.5 : 0.7)
        }
        if let found = mismatch(claim, candidates, finding: finding, investigation: &investigation) { return found }
        return finding(
            .provisioningFailed, "No volume is there for claim \(claim.name)",
            "Claim \(claim.name) can be bound to volumes of class \"\(className)\" only, and there is no free one.", 0.75)
    }

    /// A volume remembers the claim by uid, so that a new claim of an old name doesn't get its data.
    private static func belongs(_ volume: PersistentVolume, to claim: PersistentVolumeClaim) -> Bool {
        volume.claimName == claim.name && volume.claimNamespace == claim.namespace
            && (volume.claimUID == nil || claim.metadata.uid.isEmpty || volume.claimUID == claim.metadata.uid)
    }

    /// Which field keeps the volumes from the claim: the one that fails for the volume that fits best otherwise.
    private static func mismatch(
        _ claim: PersistentVolumeClaim, _ volumes: [PersistentVolume],
        finding: (CauseCategory, String, String, Double, [EvidenceID]) -> Finding, investigation: inout Investigation
    ) -> Finding? {
        struct Misfit {
            var volume: PersistentVolume
            var tooSmall: Bool
            var wrongMode: Bool
            var wrongLabels: Bool
            var taken: Bool
            var count: Int { [tooSmall, wrongMode, wrongLabels, taken].filter(\.self).count }
        }
        let misfits = volumes.map { volume in
            Misfit(
                volume: volume, tooSmall: (volume.capacity ?? .zero) < (claim.request ?? .zero),
                wrongMode: !Set(claim.accessModes).isSubset(of: volume.accessModes) || claim.volumeMode != volume.volumeMode,
                wrongLabels: claim.selector.map { !$0.matches(volume.metadata.labels) } ?? false,
                taken: volume.phase != "Available" && !Self.belongs(volume, to: claim))
        }
        guard let nearest = misfits.filter({ $0.count > 0 }).min(by: { ($0.taken ? 1 : 0, $0.count) < ($1.taken ? 1 : 0, $1.count) }) else {
            return nil
        }
        let volume = nearest.volume
        let object = investigation.index.reference(to: volume)
        if nearest.wrongLabels {
            let wanted = (claim.selector?.matchLabels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            let citation = investigation.cite(
                "metadata.labels", volume.metadata.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", "),
                of: object)
            return finding(
                .pvcSelectorMismatch, "No volume has the labels that claim \(claim.name) selects",
                "Claim \(claim.name) selects volumes with \(wanted); volume \(volume.name), otherwise the nearest, doesn't have them.", 0.9,
                [citation])
        }
        if nearest.wrongMode {
            let citation = investigation.cite("spec.accessModes", volume.accessModes.joined(separator: ", "), of: object)
            return finding(
                .pvcAccessModeMismatch, "No volume offers the access mode of claim \(claim.name)",
                "Claim \(claim.name) asks for \(claim.accessModes.joined(separator: ", ")); volume \(volume.name) offers \(volume.accessModes.joined(separator: ", ")).",
                0.92, [citation])
        }
        if nearest.tooSmall {
            let citation = investigation.cite("spec.capacity.storage", volume.capacity?.description ?? "none", of: object)
            return finding(
                .pvcCapacityMismatch, "No volume is large enough for claim \(claim.name)",
                "Claim \(claim.name) asks for \(claim.request?.description ?? "?"); volume \(volume.name) has \(volume.capacity?.description ?? "?").",
                0.93,
                [citation])
        }
        let owner = [volume.claimNamespace, volume.claimName].compactMap(\.self).joined(separator: "/")
        let citation = investigation.cite("status.phase", volume.phase + (owner.isEmpty ? "" : ", claimed by \(owner)"), of: object)
        return finding(
            .pvAlreadyBound, "Volume \(volume.name) is taken",
            "The volume that fits claim \(claim.name) is \(volume.phase)\(owner.isEmpty ? "" : " and belongs to \(owner)").", 0.9, [citation])
    }
}
