import Primitives

/// Makes the Endpoints and EndpointSlices of the Services, as the controllers do it: from their selectors and the pods.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
struct EndpointsController: Sendable {
    let identity: Identity

    private struct Address {
        var pod: JSONValue
        var ip: String
        var isReady: Bool
        var isTerminating: Bool
        var ports: [JSONValue]
    }

    func run(over draft: inout ClusterDraft) {
        let pods = Dictionary(grouping: draft.objects(of: "Pod"), by: \.key.namespace)
        let sliced = Set(
            draft.objects(of: "EndpointSlice").compactMap { key, slice in
                slice["metadata", "labels", "kubernetes.io/service-name"]?.string.map { "\(key.namespace)/\($0)" }
            })
        for (key, service) in draft.objects(of: "Service") {
            guard let selector = service["spec", "selector"]?.object, !selector.isEmpty, service["spec", "type"]?.string != "ExternalName" else {
                continue
            }
            let addresses = (pods[key.namespace] ?? []).compactMap { address(of: $0.object, selector: selector, service) }
            if !sliced.contains("\(key.namespace)/\(key.name)") {
                draft.add("EndpointSlice", slice(of: key, service, addresses))
            }
            let endpoints = ClusterDraft.Key(kind: "Endpoints", namespace: key.namespace, name: key.name)
            if draft[endpoints] == nil { draft.add("Endpoints", self.endpoints(of: key, addresses)) }
        }
    }

    private func address(of pod: JSONValue, selector: [String: JSONValue], _ service: JSONValue) -> Address? {
        let labels = pod["metadata", "labels"]?.object ?? [:]
        let phase = pod["status", "phase"]?.string
        guard selector.allSatisfy({ labels[$0.key] == $0.value }), let ip = pod["status", "podIP"]?.string, phase != "Failed", phase != "Succeeded"
        else { return nil }
        let isTerminating = pod["metadata", "deletionTimestamp"] != nil
        let isReady = pod["status", "conditions"]?.array?.contains { $0["type"] == "Ready" && $0["status"] == "True" } ?? false
        return Address(pod: pod, ip: ip, isReady: isReady && !isTerminating, isTerminating: isTerminating, ports: ports(of: service, on: pod))
    }

    /// A target port that is a name is looked up among the pod's; what it doesn't declare is left out.
    private func ports(of service: JSONValue, on pod: JSONValue) -> [JSONValue] {
        let declared = (pod["spec", "containers"]?.array ?? []).flatMap { $0["ports"]?.array ?? [] }
        return (service["spec", "ports"]?.array ?? []).compactMap { port in
            let target = port["targetPort"] ?? port["port"]
            let number = target?.integer.map(JSONValue.integer) ?? declared.first { $0["name"] == target }?["containerPort"]
            guard let number else { return nil }
            return .map(["name": port["name"] ?? "", "port": number, "protocol": port["protocol"] ?? "TCP", "appProtocol": port["appProtocol"]])
        }
    }

    private func slice(of key: ClusterDraft.Key, _ service: JSONValue, _ addresses: [Address]) -> JSONValue {
        let name = "\(key.name)-\(identity.suffix("slice \(key.namespace)/\(key.name)", length: 5))"
        let endpoints = addresses.map { address in
            JSONValue.map([
                "addresses": [.string(address.ip)],
                "conditions": [
                    "ready": .bool(address.isReady), "serving": .bool(address.isReady || address.isTerminating),
                    "terminating": .bool(address.isTerminating),
                ],
                "targetRef": reference(to: address.pod), "nodeName": address.pod["spec", "nodeName"],
            ])
        }
        return [
            "metadata": [
                "name": .string(name), "namespace": .string(key.namespace),
                "labels": [
                    "kubernetes.io/service-name": .string(key.name), "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
                ],
                "ownerReferences": [Owner.reference("Service", "v1", key.name, identity.uid("Service \(key.namespace)/\(key.name)"))],
            ],
            "addressType": "IPv4", "endpoints": .array(endpoints), "ports": .array(addresses.first?.ports ?? []),
        ]
    }

    private func endpoints(of key: ClusterDraft.Key, _ addresses: [Address]) -> JSONValue {
        func list(_ addresses: [Address]) -> JSONValue? {
            guard !addresses.isEmpty else { return nil }
            return .array(
                addresses.map { JSONValue.map(["ip": .string($0.ip), "nodeName": $0.pod["spec", "nodeName"], "targetRef": reference(to: $0.pod)]) })
        }
        let subset = JSONValue.map([
            "addresses": list(addresses.filter(\.isReady)), "notReadyAddresses": list(addresses.filter { !$0.isReady && !$0.isTerminating }),
            "ports": .array(addresses.first?.ports ?? []),
        ])
        return .map([
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)], "subsets": addresses.isEmpty ? nil : .array([subset]),
        ])
    }

    private func reference(to pod: JSONValue) -> JSONValue {
        .map([
            "kind": "Pod", "namespace": pod["metadata", "namespace"], "name": pod["metadata", "name"], "uid": pod["metadata", "uid"],
        ])
    }
}
