import Primitives

/// The healthy cluster that every case happens in, written as a case itself.
enum BaseCluster {
    static let controlPlane = "cp-1"
    static let workerNodes = ["node-a", "node-b", "node-c"]

    static func address(ofNode name: String) -> String {
        if name == controlPlane { return "192.168.10.10" }
        let position = workerNodes.firstIndex(of: name) ?? Int(StableHash.of(name) % 200) + 10
        return "192.168.10.\(20 + position)"
    }

    /// - Parameter version: Of Kubernetes, as in `1.33`.
    static func add(to draft: inout ClusterDraft, identity: Identity, version: String) throws(CaseError) {
        for node in [controlPlane] + workerNodes { addNode(node, to: &draft, version: version) }
        let document = try CaseYAML.parse(text, file: "the base cluster")
        var events: [EventDraft] = []
        let place = Place(file: "the base cluster")
        let fields = try Fields(document, at: place)
        for name in ["default", "kube-system", "kube-public", "kube-node-lease", "ingress-nginx", "portal"] {
            NamespaceDraft.add(name, labels: [:], age: .seconds(40 * 86_400), to: &draft)
        }
        for (value, place) in try fields.list("workloads") {
            let plan = try WorkloadPlan(value, namespace: "portal", identity: identity, at: place)
            try WorkloadBuilder(plan: plan, identity: identity).build(into: &draft, events: &events)
        }
        for (value, place) in try fields.list("objects") { try draft.add(value, namespace: "default", at: place) }
    }

    private static func addNode(_ name: String, to draft: inout ClusterDraft, version: String) {
        let isControlPlane = name == controlPlane
        var labels: JSONValue = [
            "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux", "kubernetes.io/hostname": .string(name),
            "beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux", "topology.kubernetes.io/region": "eu-1",
        ]
        if isControlPlane {
            labels.set("node-role.kubernetes.io/control-plane", "")
            labels.set("topology.kubernetes.io/zone", "eu-1a")
        } else {
            labels.set("node-pool", "general")
            labels.set("topology.kubernetes.io/zone", .string("eu-1\(name.suffix(1))"))
        }
        func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> JSONValue {
            [
                "type": .string(type), "status": .string(status), "reason": .string(reason), "message": .string(message),
                "lastHeartbeatTime": "-40s", "lastTransitionTime": "-40d",
            ]
        }
        let capacity: JSONValue = ["cpu": "8", "memory": "32864776Ki", "pods": "110", "ephemeral-storage": "101430960Ki", "hugepages-2Mi": "0"]
        draft.add(
            "Node",
            [
                "metadata": [
                    "name": .string(name), "labels": labels, "creationTimestamp": "-40d",
                    "annotations": ["volumes.kubernetes.io/controller-managed-attach-detach": "true", "node.alpha.kubernetes.io/ttl": "0"],
                ],
                "spec": .map([
                    "podCIDR": "10.128.0.0/24",
                    "taints": isControlPlane ? [["key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"]] : nil,
                ]),
                "status": [
                    "capacity": capacity,
                    "allocatable": capacity.merged(with: ["cpu": "7900m", "memory": "31816200Ki", "ephemeral-storage": "93478772582"]),
                    "conditions": [
                        condition("NetworkUnavailable", "False", "CalicoIsUp", "Calico is running on this node"),
                        condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                        condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                        condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
                    ],
                    "addresses": [
                        ["type": "InternalIP", "address": .string(address(ofNode: name))], ["type": "Hostname", "address": .string(name)],
                    ],
                    "daemonEndpoints": ["kubeletEndpoint": ["Port": 10250]],
                    "nodeInfo": [
                        "architecture": "amd64", "operatingSystem": "linux", "osImage": "Ubuntu 24.04.2 LTS", "kernelVersion": "6.8.0-60-generic",
                        "containerRuntimeVersion": "containerd://1.7.27", "kubeletVersion": .string("v\(version).2"),
                        "kubeProxyVersion": .string("v\(version).2"),
                    ],
                ],
            ])
        draft.add(
            "Lease",
            [
                "metadata": ["name": .string(name), "namespace": "kube-node-lease", "creationTimestamp": "-40d"],
                "spec": ["holderIdentity": .string(name), "leaseDurationSeconds": 40, "renewTime": "-4s"],
            ])
    }
}

/// A namespace with what every namespace has.
enum NamespaceDraft {
    static func add(_ name: String, labels: JSONValue, age: Duration, to draft: inout ClusterDraft) {
        guard draft[.init(kind: "Namespace", name: name)] == nil else { return }
        draft.add(
            "Namespace",
            [
                "metadata": [
                    "name": .string(name), "creationTimestamp": .ago(age),
                    "labels": JSONValue.object(["kubernetes.io/metadata.name": .string(name)]).merged(with: labels),
                ],
                "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
            ])
        draft.add("ServiceAccount", ["metadata": ["name": "default", "namespace": .string(name), "creationTimestamp": .ago(age)]])
        draft.add(
            "ConfigMap",
            [
                "metadata": ["name": "kube-root-ca.crt", "namespace": .string(name), "creationTimestamp": .ago(age)],
                "data": ["ca.crt": "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n"],
            ])
    }
}
