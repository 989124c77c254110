import Primitives

/// Makes a Pod as the API server would give it: its spec from a template, its status from a state.
struct PodBuilder: Sendable {
    var name: String
    var namespace: String
    /// Tells the pods of one name apart, and makes uids and addresses.
    var identity: Identity
    var template: PodTemplate
    var state: PodState
    var node: String
    /// Since it was made.
    var age: Duration
    /// nil for a bare pod.
    var owner: JSONValue?
    var labels: JSONValue
    var generateName: String?

    var uid: String { identity.uid("Pod \(namespace)/\(name)") }
    var ip: String { identity.podIP("\(namespace)/\(name)") }

    /// Since the state holds.
    var since: Duration {
        let usual: Duration = state.phase.isStuck ? age - .seconds(2) : .seconds(900)
        return min(state.since ?? usual, max(age - .seconds(2), .zero))
    }

    private var isInit: Bool {
        state.container.map { name in (template.spec["initContainers"]?.array ?? []).contains { $0["name"]?.string == name } } ?? false
    }

    func pod() -> JSONValue {
        var spec = template.spec
        var tolerations = spec["tolerations"]?.array ?? []
        for key in ["not-ready", "unreachable"] {
            tolerations.append(
                .map([
                    "key": .string("node.kubernetes.io/\(key)"), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
                ]))
        }
        spec = .map([
            "serviceAccountName": "default", "enableServiceLinks": true, "preemptionPolicy": "PreemptLowerPriority", "priority": 0,
            "nodeName": state.phase.isScheduled ? .string(node) : nil,
        ]).merged(with: spec)
        spec.set("tolerations", .array(tolerations))
        spec.set("serviceAccount", spec["serviceAccountName"])
        let metadata = JSONValue.map([
            "name": .string(name), "namespace": .string(namespace), "uid": .string(uid),
            "generateName": generateName.map(JSONValue.string), "labels": labels, "creationTimestamp": .ago(age),
            "ownerReferences": owner.map { .array([$0]) },
            "deletionTimestamp": state.phase == .terminating ? .ago(since) : nil,
            "deletionGracePeriodSeconds": state.phase == .terminating ? 30 : nil,
        ])
        let pod = JSONValue.map(["metadata": metadata, "spec": spec, "status": status(of: spec)])
        return state.merge.map(pod.merged(with:)) ?? pod
    }

    private func status(of spec: JSONValue) -> JSONValue {
        let containers = spec["containers"]?.array ?? []
        let initContainers = spec["initContainers"]?.array ?? []
        let statuses = ContainerStatuses(builder: self, isInitStuck: isInit)
        let hasAddress = state.phase.isScheduled && !(state.phase == .creating)
        let hostIP = BaseCluster.address(ofNode: node)
        return .map([
            "phase": .string(phase), "conditions": .array(conditions), "qosClass": .string(Self.qosClass(containers)),
            "reason": state.phase == .evicted ? "Evicted" : state.phase == .failed ? state.merge?["status"]?["reason"] : nil,
            "message": state.phase == .evicted ? .string(state.message ?? "The node was low on resource: memory.") : nil,
            "startTime": state.phase.isScheduled ? .ago(age - .seconds(1)) : nil,
            "hostIP": state.phase.isScheduled ? .string(hostIP) : nil,
            "hostIPs": state.phase.isScheduled ? .array([["ip": .string(hostIP)]]) : nil,
            "podIP": hasAddress ? .string(address(spec, hostIP)) : nil,
            "podIPs": hasAddress ? .array([["ip": .string(address(spec, hostIP))]]) : nil,
            "containerStatuses": state.phase.isScheduled && state.phase != .evicted ? .array(containers.map(statuses.status)) : nil,
            "initContainerStatuses": state.phase.isScheduled && state.phase != .evicted && !initContainers.isEmpty
                ? .array(initContainers.enumerated().map { statuses.initStatus($1, at: $0, among: initContainers) }) : nil,
        ])
    }

    private func address(_ spec: JSONValue, _ hostIP: String) -> String {
        spec["hostNetwork"]?.bool == true ? hostIP : ip
    }

    private var phase: String {
        switch state.phase {
        case .running, .unready, .terminating, .unreachable: "Running"
        case .crashloop, .terminated, .waiting: isInit || state.phase == .waiting ? "Pending" : "Running"
        case .unscheduled, .gated, .creating, .missing: "Pending"
        case .failed, .evicted: "Failed"
        case .succeeded: "Succeeded"
        }
    }

    // MARK: Conditions

    /// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
    private var conditions: [JSONValue] {
        let start = age - .seconds(1)
        let message = state.message.map(JSONValue.string)
        switch state.phase {
        case .unscheduled:
            return [condition("PodScheduled", "False", at: since, reason: "Unschedulable", message: message)]
        case .gated:
            return [
                condition(
                    "PodScheduled", "False", at: since, reason: "SchedulingGated",
                    message: message ?? "Scheduling is blocked due to non-empty scheduling gates")
            ]
        case .evicted, .missing:
            return [condition("PodScheduled", "True", at: start)]
        default:
            break
        }
        let isReady = state.phase.isReady
        let unready = "containers with unready status: [\(unreadyContainers.joined(separator: " "))]"
        var reason: JSONValue = "ContainersNotReady"
        var why: JSONValue? = .string(unready)
        if state.phase == .succeeded { (reason, why) = ("PodCompleted", nil) }
        if state.phase == .failed { (reason, why) = ("PodFailed", nil) }
        let changed = isReady ? start - .seconds(8) : since
        let isInitialized = !isInit && state.phase != .creating
        return [
            condition("PodReadyToStartContainers", state.phase == .creating ? "False" : "True", at: start),
            condition(
                "Initialized", isInitialized || template.spec["initContainers"] == nil ? "True" : "False", at: start,
                reason: isInit ? "ContainersNotInitialized" : nil,
                message: isInit ? .string("containers with incomplete status: [\(state.container ?? "")]") : nil),
            state.phase == .unreachable
                ? condition("Ready", "False", at: since)
                : condition("Ready", isReady ? "True" : "False", at: changed, reason: isReady ? nil : reason, message: isReady ? nil : why),
            condition(
                "ContainersReady", isReady || state.phase == .unreachable ? "True" : "False", at: changed,
                reason: isReady || state.phase == .unreachable ? nil : reason, message: isReady || state.phase == .unreachable ? nil : why),
            condition("PodScheduled", "True", at: start),
        ]
    }

    private var unreadyContainers: [String] {
        let names = (template.spec["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        return isInit || state.phase == .creating ? names : [state.container ?? names.first ?? ""]
    }

    private func condition(
        _ type: String, _ status: String, at: Duration, reason: JSONValue? = nil, message: JSONValue? = nil
    ) -> JSONValue {
        .map([
            "type": .string(type), "status": .string(status), "lastProbeTime": .null, "lastTransitionTime": .ago(at), "reason": reason,
            "message": message,
        ])
    }

    /// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
    private static func qosClass(_ containers: [JSONValue]) -> String {
        let resources = containers.map { $0["resources"] ?? [:] }
        if resources.allSatisfy({ ($0["requests"]?.object ?? [:]).isEmpty && ($0["limits"]?.object ?? [:]).isEmpty }) { return "BestEffort" }
        let isGuaranteed = resources.allSatisfy { resource in
            ["cpu", "memory"].allSatisfy { name in
                resource["limits", name] != nil && resource["requests", name] ?? resource["limits", name] == resource["limits", name]
            }
        }
        return isGuaranteed ? "Guaranteed" : "Burstable"
    }
}

extension JSONValue {
    /// A time that lies so far back of now; it is made a time of day when the case is finished.
    static func ago(_ span: Duration) -> JSONValue {
        .string(span >= .zero ? "-\(span.wholeMicroseconds / 1_000_000)s" : "+\(-span.wholeMicroseconds / 1_000_000)s")
    }
}
