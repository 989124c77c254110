import Primitives

/// The Service before a workload's pods.
struct ServiceDraft: Sendable {
    private let plan: WorkloadPlan
    private let spec: JSONValue

    /// - Returns: nil where the workload has none.
    init?(_ plan: WorkloadPlan, template: PodTemplate) throws(CaseError) {
        self.plan = plan
        let declared = template.spec["containers"]?.array?.first?["ports"]?.array?.first
        let target = declared?["name"] ?? declared?["containerPort"]
        let number = declared?["containerPort"]
        switch plan.fields["service"] {
        case .bool(false):
            return nil
        case nil, .bool:
            guard let number, let target, plan.kind != .job, plan.kind != .cronjob, plan.kind != .daemonset else { return nil }
            spec = ["ports": [["port": number, "targetPort": target, "protocol": "TCP"]]]
        case .integer(let port):
            spec = ["ports": [["port": .integer(port), "targetPort": target ?? .integer(port), "protocol": "TCP"]]]
        case .object(var members):
            let fields = try Fields(.object(members), at: plan.fields.place.member("service"))
            try fields.allow([
                "port", "targetPort", "nodePort", "name", "protocol", "appProtocol", "ports", "selector", "type", "clusterIP", "externalName",
                "externalTrafficPolicy", "internalTrafficPolicy", "publishNotReadyAddresses", "sessionAffinity", "loadBalancerClass",
            ])
            if members["ports"] == nil, members["port"] != nil || number != nil {
                members["ports"] = .array([
                    .map([
                        "port": members["port"] ?? number, "targetPort": members["targetPort"] ?? target ?? members["port"] ?? number,
                        "protocol": members["protocol"] ?? "TCP", "name": members["name"], "appProtocol": members["appProtocol"],
                        "nodePort": members["nodePort"],
                    ])
                ])
            }
            for name in ["port", "targetPort", "nodePort", "name", "protocol", "appProtocol"] { members[name] = nil }
            spec = .object(members)
        default:
            throw plan.fields.error("service", "must be a port, a map, or false")
        }
    }

    func object(_ identity: Identity) -> JSONValue {
        let isHeadless = plan.kind == .statefulset
        let address = isHeadless ? "None" : identity.clusterIP("\(plan.namespace)/\(plan.name)")
        let defaults: JSONValue = [
            "type": "ClusterIP", "clusterIP": .string(address), "clusterIPs": [.string(address)], "sessionAffinity": "None", "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack", "internalTrafficPolicy": "Cluster", "selector": ["app": .string(plan.name)],
        ]
        var whole = defaults.merged(with: spec)
        // A selector of its own takes the place of the usual one; maps would merge.
        if let selector = spec["selector"] { whole.set("selector", selector) }
        return [
            "metadata": [
                "name": .string(plan.name), "namespace": .string(plan.namespace), "labels": ["app": .string(plan.name)],
                "creationTimestamp": .ago(plan.age),
            ],
            "spec": whole, "status": ["loadBalancer": [:]],
        ]
    }
}
