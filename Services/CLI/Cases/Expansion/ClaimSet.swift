import Primitives

/// The claims of a workload, or those that a case lists by themselves, with the volumes that they are bound to.
struct ClaimSet: Sendable {
    private struct Claim: Sendable {
        enum State: String, CaseIterable, Sendable {
            case bound, pending, lost
        }

        /// As the template or the volume is called.
        var name: String
        var size: String
        var storageClass: String?
        var state: State
        var mode: String
        var volume: String?
        var merge: JSONValue?
        var age: Duration
    }

    private var claims: [Claim] = []
    private let plan: WorkloadPlan?
    private let namespace: String
    private let identity: Identity

    init(_ fields: Fields, plan: WorkloadPlan?, namespace: String? = nil, identity: Identity) throws(CaseError) {
        self.plan = plan
        self.identity = identity
        self.namespace = namespace ?? plan?.namespace ?? "default"
        for (name, value, place) in try fields.map("claims") {
            let claim = try Fields(value, at: place)
            try claim.allow(["size", "class", "state", "mode", "volume", "merge", "age"])
            let text = try claim.text("state") ?? "bound"
            guard let state = Claim.State(rawValue: text) else {
                throw claim.error("state", "'\(text)' is no state; known are \(Claim.State.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let age = try PodState.span("age", claim) ?? (state == .pending ? min(plan?.age ?? .seconds(1200), .seconds(1200)) : plan?.age)
            claims.append(
                Claim(
                    name: name, size: try claim.text("size") ?? "10Gi",
                    storageClass: claim.members["class"] == .null ? nil : try claim.text("class") ?? "standard", state: state,
                    mode: try claim.text("mode") ?? "ReadWriteOnce", volume: try claim.text("volume"), merge: claim["merge"],
                    age: age ?? .seconds(3 * 86_400)))
        }
    }

    private var isTemplated: Bool { plan?.kind == .statefulset }

    /// Of a StatefulSet.
    var templates: [JSONValue] {
        guard isTemplated else { return [] }
        return claims.map { claim in
            ["apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": .string(claim.name)], "spec": spec(of: claim)]
        }
    }

    /// Adds volumes and mounts for the claims that the template doesn't mention itself. A StatefulSet's template mounts, and each pod gets its volume.
    func mount(into template: inout PodTemplate) {
        guard !claims.isEmpty else { return }
        for claim in claims {
            if !isTemplated {
                let volumes = template.spec["volumes"]?.array ?? []
                let isMentioned = volumes.contains { $0["persistentVolumeClaim", "claimName"]?.string == claim.name }
                if isMentioned { continue }
                template.spec.set(
                    "volumes",
                    .array(volumes + [["name": .string(claim.name), "persistentVolumeClaim": ["claimName": .string(claim.name)]]]))
            }
            var containers = template.spec["containers"]?.array ?? []
            guard !containers.isEmpty else { continue }
            let mounts = containers[0]["volumeMounts"]?.array ?? []
            if !mounts.contains(where: { $0["name"]?.string == claim.name }) {
                containers[0].set("volumeMounts", .array(mounts + [["name": .string(claim.name), "mountPath": .string("/var/lib/\(claim.name)")]]))
            }
            template.spec.set("containers", .array(containers))
        }
    }

    func bind(_ template: inout PodTemplate, ordinal: Int) {
        guard isTemplated, !claims.isEmpty else { return }
        let volumes = claims.map { claim -> JSONValue in
            ["name": .string(claim.name), "persistentVolumeClaim": ["claimName": .string(objectName(claim, ordinal))]]
        }
        template.spec.set("volumes", .array((template.spec["volumes"]?.array ?? []) + volumes))
    }

    private func objectName(_ claim: Claim, _ ordinal: Int) -> String {
        isTemplated ? "\(claim.name)-\(plan?.name ?? "")-\(ordinal)" : claim.name
    }

    var objects: [JSONValue] {
        let ordinals = isTemplated ? plan?.podNames.count ?? 0 : 1
        return claims.flatMap { claim in (0..<ordinals).flatMap { objects(of: claim, ordinal: $0) } }
    }

    private func spec(of claim: Claim) -> JSONValue {
        .map([
            "accessModes": [.string(claim.mode)], "resources": ["requests": ["storage": .string(claim.size)]],
            "storageClassName": claim.storageClass.map(JSONValue.string), "volumeMode": "Filesystem",
        ])
    }

    private func objects(of claim: Claim, ordinal: Int) -> [JSONValue] {
        let name = objectName(claim, ordinal)
        let uid = identity.uid("PersistentVolumeClaim \(namespace)/\(name)")
        let volume = claim.volume ?? "pvc-\(uid)"
        var spec = spec(of: claim)
        if claim.state != .pending || claim.volume != nil { spec.set("volumeName", .string(volume)) }
        let capacity: JSONValue = ["storage": .string(claim.size)]
        let status: JSONValue =
            switch claim.state {
            case .bound: ["phase": "Bound", "accessModes": [.string(claim.mode)], "capacity": capacity]
            case .pending: ["phase": "Pending"]
            case .lost: ["phase": "Lost"]
            }
        var annotations: JSONValue = [:]
        if claim.state != .pending {
            annotations = ["pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes"]
        }
        let metadata = JSONValue.map([
            "name": .string(name), "namespace": .string(namespace), "uid": .string(uid), "creationTimestamp": .ago(claim.age),
            "labels": plan.map { ["app": .string($0.name)] }, "annotations": annotations, "finalizers": ["kubernetes.io/pvc-protection"],
        ])
        var made = JSONValue.map(["kind": "PersistentVolumeClaim", "metadata": metadata, "spec": spec, "status": status])
        if let merge = claim.merge { made = made.merged(with: merge) }
        guard claim.state == .bound else { return [made] }
        let persistent: JSONValue = [
            "kind": "PersistentVolume",
            "metadata": [
                "name": .string(volume), "creationTimestamp": .ago(claim.age), "annotations": ["pv.kubernetes.io/provisioned-by": "ebs.csi.aws.com"],
                "finalizers": ["kubernetes.io/pv-protection"],
            ],
            "spec": .map([
                "capacity": capacity, "accessModes": [.string(claim.mode)], "persistentVolumeReclaimPolicy": "Delete",
                "storageClassName": claim.storageClass.map(JSONValue.string), "volumeMode": "Filesystem",
                "claimRef": [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": .string(namespace), "name": .string(name), "uid": .string(uid),
                ],
                "csi": ["driver": "ebs.csi.aws.com", "fsType": "ext4", "volumeHandle": .string("vol-0\(uid.filter { $0 != "-" }.prefix(16))")],
            ]),
            "status": ["phase": "Bound"],
        ]
        return [made, persistent]
    }
}
