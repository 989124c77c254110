import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives

/// A cluster made up for a test: workloads with their ReplicaSets and pods, written in few words.
struct Scene {
    static let now = Timestamp(microseconds: 1_800_000_000_000_000)
    static let namespace = "shop"

    var snapshot: ClusterSnapshot

    init() {
        snapshot = ClusterSnapshot(now: Self.now)
        snapshot.namespacesRead = [Self.namespace]
        snapshot.namespaces = [KubernetesModel.Namespace(["metadata": ["name": .string(Self.namespace)]])]
        node("worker-1")
    }

    /// A moment before now.
    static func ago(_ seconds: Int) -> String { (now - .seconds(seconds)).description }

    static func metadata(
        _ name: String, uid: String? = nil, labels: JSONValue = [:], owner: (kind: String, name: String)? = nil, age: Int = 3600,
        annotations: JSONValue = [:]
    ) -> JSONValue {
        var fields: [String: JSONValue] = [
            "name": .string(name), "namespace": .string(namespace), "uid": .string(uid ?? "uid-\(name)"), "labels": labels,
            "annotations": annotations,
            "creationTimestamp": .string(ago(age)),
        ]
        if let owner {
            fields["ownerReferences"] = [
                ["kind": .string(owner.kind), "name": .string(owner.name), "uid": .string("uid-\(owner.kind)-\(owner.name)"), "controller": true]
            ]
        }
        return .object(fields)
    }

    // MARK: Workloads

    /// A Deployment with one ReplicaSet and its pods.
    /// - Parameter statuses: a `status` for each pod.
    mutating func deployment(
        _ name: String, replicas: Int = 1, spec: JSONValue? = nil, statuses: [JSONValue] = [Scene.ready()], labels: JSONValue? = nil,
        conditions: JSONValue = [],
        nodeName: String? = "worker-1"
    ) {
        let labels: JSONValue = labels ?? ["app": .string(name)]
        let spec = spec ?? Self.spec()
        let template: JSONValue = ["metadata": ["labels": labels], "spec": spec]
        let ready = statuses.filter { status in status["conditions"]?.array?.contains { $0["type"] == "Ready" && $0["status"] == "True" } == true }
            .count
        snapshot.deployments.append(
            Deployment([
                "metadata": Self.metadata(name, uid: "uid-Deployment-\(name)"),
                "spec": ["replicas": .integer(Int64(replicas)), "selector": ["matchLabels": labels], "template": template],
                "status": ["readyReplicas": .integer(Int64(ready)), "conditions": conditions],
            ]))
        snapshot.replicaSets.append(
            ReplicaSet([
                "metadata": Self.metadata(
                    "\(name)-6d4cf56db6", uid: "uid-ReplicaSet-\(name)-6d4cf56db6", owner: ("Deployment", name),
                    annotations: ["deployment.kubernetes.io/revision": "2"]),
                "spec": ["replicas": .integer(Int64(replicas)), "template": template], "status": ["replicas": .integer(Int64(statuses.count))],
            ]))
        for (position, status) in statuses.enumerated() {
            pod(
                "\(name)-6d4cf56db6-abcd\(position)", owner: ("ReplicaSet", "\(name)-6d4cf56db6"), labels: labels, spec: spec, status: status,
                nodeName: nodeName)
        }
    }

    static func pod(_ name: String, of deployment: String) -> String { "\(deployment)-6d4cf56db6-\(name)" }

    /// The name of a Deployment's first pod.
    static func firstPod(_ deployment: String) -> String { "\(deployment)-6d4cf56db6-abcd0" }

    mutating func pod(
        _ name: String, owner: (kind: String, name: String)?, labels: JSONValue, spec: JSONValue, status: JSONValue, nodeName: String? = "worker-1",
        age: Int = 3600
    ) {
        var fields = spec.object ?? [:]
        if let nodeName { fields["nodeName"] = .string(nodeName) }
        snapshot.pods.append(
            Pod(["metadata": Self.metadata(name, labels: labels, owner: owner, age: age), "spec": .object(fields), "status": status]))
    }

    mutating func service(_ name: String, selector: JSONValue? = nil, port: Int = 80, target: JSONValue = 8080) {
        snapshot.services.append(
            Service([
                "metadata": Self.metadata(name),
                "spec": [
                    "selector": selector ?? ["app": .string(name)], "clusterIP": .string("10.96.0.\(snapshot.services.count + 10)"),
                    "ports": [["port": .integer(Int64(port)), "targetPort": target]],
                ],
            ]))
    }

    mutating func configMap(_ name: String, _ data: JSONValue) {
        snapshot.configMaps.append(ConfigMap(["metadata": Self.metadata(name), "data": data]))
    }

    mutating func node(
        _ name: String, labels: JSONValue = [:], spec: JSONValue = [:], ready: String = "True", message: String = "", conditions: [JSONValue] = []
    ) {
        let all: [JSONValue] =
            [
                [
                    "type": "Ready", "status": .string(ready), "reason": "KubeletReady", "message": .string(message),
                    "lastTransitionTime": .string(Self.ago(300)),
                ]
            ] + conditions
        snapshot.nodes.removeAll { $0.name == name }
        snapshot.nodes.append(
            Node([
                "metadata": ["name": .string(name), "uid": .string("uid-\(name)"), "labels": labels], "spec": spec,
                "status": ["allocatable": ["cpu": "4", "memory": "8Gi", "pods": "110"], "conditions": .array(all)],
            ]))
    }

    // MARK: Events and logs

    mutating func event(
        _ reason: String, _ message: String, kind: String = "Pod", name: String, uid: String? = nil, container: String? = nil, count: Int = 10,
        secondsAgo: Int = 20, type: String = "Warning"
    ) {
        let defaultUID =
            kind == "Pod" || kind == "Service" || kind == "Ingress" || kind == "PersistentVolumeClaim" ? "uid-\(name)" : "uid-\(kind)-\(name)"
        var involved: [String: JSONValue] = [
            "kind": .string(kind), "namespace": .string(Self.namespace), "name": .string(name), "uid": .string(uid ?? defaultUID),
        ]
        if let container { involved["fieldPath"] = .string("spec.containers{\(container)}") }
        snapshot.events.append(
            Event([
                "metadata": Self.metadata("\(name).\(snapshot.events.count)"), "type": .string(type), "reason": .string(reason),
                "message": .string(message),
                "involvedObject": .object(involved), "count": .integer(Int64(count)), "firstTimestamp": .string(Self.ago(secondsAgo + 300)),
                "lastTimestamp": .string(Self.ago(secondsAgo)),
            ]))
    }

    mutating func log(_ pod: String, container: String = "app", previous: Bool = false, _ lines: String...) {
        let entries = lines.enumerated().map { position, text in
            ContainerLog.Line(time: Self.now - .seconds(Int64(lines.count - position) * 2), text: text)
        }
        snapshot.logs.append(ContainerLog(namespace: Self.namespace, pod: pod, container: container, isPrevious: previous, content: .lines(entries)))
    }

    // MARK: Pieces of manifests

    static func spec(_ container: JSONValue = [:], pod: JSONValue = [:]) -> JSONValue {
        let base: JSONValue = ["name": "app", "image": "registry.example/app:1.0"]
        let merged = (base.object ?? [:]).merging(container.object ?? [:]) { _, new in new }
        return .object((pod.object ?? [:]).merging(["containers": [.object(merged)]]) { given, _ in given })
    }

    static func conditions(ready: Bool) -> JSONValue {
        [
            ["type": "PodScheduled", "status": "True"],
            ["type": "Ready", "status": ready ? "True" : "False", "lastTransitionTime": .string(ago(600))],
        ]
    }

    static func status(
        phase: String = "Running", state: JSONValue, last: JSONValue = [:], ready: Bool = false, restarts: Int = 0, name: String = "app"
    ) -> JSONValue {
        [
            "phase": .string(phase), "conditions": conditions(ready: ready), "podIP": "10.1.0.5",
            "containerStatuses": [
                [
                    "name": .string(name), "state": state, "lastState": last, "ready": .bool(ready), "restartCount": .integer(Int64(restarts)),
                    "started": true,
                ]
            ],
        ]
    }

    static func ready(restarts: Int = 0, last: JSONValue = [:], since: Int = 3000) -> JSONValue {
        status(state: ["running": ["startedAt": .string(ago(since))]], last: last, ready: true, restarts: restarts)
    }

    static func notReady(since: Int = 1200) -> JSONValue {
        status(state: ["running": ["startedAt": .string(ago(since))]])
    }

    static func waiting(_ reason: String, _ message: String = "", phase: String = "Pending") -> JSONValue {
        status(phase: phase, state: ["waiting": ["reason": .string(reason), "message": .string(message)]])
    }

    static func ended(_ code: Int, _ reason: String, started: Int = 60, finished: Int = 30, message: String? = nil) -> JSONValue {
        var end: [String: JSONValue] = [
            "exitCode": .integer(Int64(code)), "reason": .string(reason), "startedAt": .string(ago(started)), "finishedAt": .string(ago(finished)),
        ]
        if let message { end["message"] = .string(message) }
        return ["terminated": .object(end)]
    }

    static func crashLooping(_ code: Int = 1, _ reason: String = "Error", message: String? = nil) -> JSONValue {
        status(state: ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off"]], last: ended(code, reason, message: message), restarts: 6)
    }

    static func unscheduled(_ message: String) -> JSONValue {
        [
            "phase": "Pending",
            "conditions": [
                [
                    "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": .string(message),
                    "lastTransitionTime": .string(ago(600)),
                ]
            ],
        ]
    }

    // MARK: Asking

    func analyze(
        _ labels: [String: String], startedSecondsAgo: Int = 300, status: AlertStatus = .firing, similar: [SimilarIncident] = []
    ) -> AnalyzeResponse {
        let all = ["alertname": "Test", "namespace": Self.namespace, "severity": "warning"].merging(labels) { _, given in given }
        let alert = Alert(status: status, labels: all, startsAt: Self.now - .seconds(Int64(startedSecondsAgo)))
        return RulesEngine().analyze(AnalyzeRequest(alert: alert, similarIncidents: similar), snapshot: snapshot)
    }

    func cause(_ labels: [String: String]) -> (category: CauseCategory?, object: String) {
        let response = analyze(labels)
        return (response.rootCauses.first?.category, response.rootCauses.first?.object?.description ?? "")
    }
}
