import AgentDomain
import KubernetesModel
import Primitives

extension Scene {
    mutating func statefulSet(_ name: String, replicas: Int? = nil, statuses: [JSONValue], spec: JSONValue = Scene.spec()) {
        let labels: JSONValue = ["app": .string(name)]
        snapshot.statefulSets.append(
            StatefulSet([
                "metadata": Self.metadata(name, uid: "uid-StatefulSet-\(name)"),
                "spec": [
                    "replicas": .integer(Int64(replicas ?? statuses.count)), "serviceName": .string(name), "selector": ["matchLabels": labels],
                    "template": ["metadata": ["labels": labels], "spec": spec],
                ],
                "status": ["readyReplicas": 0],
            ]))
        for (position, status) in statuses.enumerated() {
            pod("\(name)-\(position)", owner: ("StatefulSet", name), labels: labels, spec: spec, status: status)
        }
    }

    mutating func daemonSet(_ name: String, desired: Int? = nil, statuses: [JSONValue]) {
        let labels: JSONValue = ["app": .string(name)]
        snapshot.daemonSets.append(
            DaemonSet([
                "metadata": Self.metadata(name, uid: "uid-DaemonSet-\(name)"),
                "spec": ["selector": ["matchLabels": labels], "template": ["metadata": ["labels": labels], "spec": Self.spec()]],
                "status": ["desiredNumberScheduled": .integer(Int64(desired ?? statuses.count)), "numberReady": 0],
            ]))
        for (status, suffix) in zip(statuses, ["x7k2p", "q4n8z", "m5b6c"]) {
            pod("\(name)-\(suffix)", owner: ("DaemonSet", name), labels: labels, spec: Self.spec(), status: status)
        }
    }

    /// A Job that failed for a reason, or didn't.
    mutating func job(
        _ name: String, failed: String?, complete: Bool = false, cronJob: String? = nil, started: Int = 600, statuses: [JSONValue]
    ) {
        var conditions: [JSONValue] = []
        if let failed {
            conditions.append(["type": "Failed", "status": "True", "reason": .string(failed), "lastTransitionTime": .string(Self.ago(started - 100))])
        }
        if complete { conditions.append(["type": "Complete", "status": "True", "lastTransitionTime": .string(Self.ago(started - 100))]) }
        let spec = Self.spec(pod: ["restartPolicy": "Never"])
        snapshot.jobs.append(
            Job([
                "metadata": Self.metadata(name, uid: "uid-Job-\(name)", owner: cronJob.map { ("CronJob", $0) }),
                "spec": ["backoffLimit": 1, "template": ["spec": spec]],
                "status": ["failed": .integer(failed == nil ? 0 : 2), "startTime": .string(Self.ago(started)), "conditions": .array(conditions)],
            ]))
        for (position, status) in statuses.enumerated() {
            pod("\(name)-abcd\(position)", owner: ("Job", name), labels: ["job-name": .string(name)], spec: spec, status: status)
        }
    }

    /// A chain beside a neighbour whose fault is as certain, and whose name comes first.
    mutating func crowdedChain() {
        chain()
        deployment("aardvark", statuses: [Self.crashLooping(137, "OOMKilled")])
    }

    /// `api` asks `db`, and says so in its log; where no host is given, only there.
    mutating func chain(
        host: String? = "db", database: JSONValue? = Scene.crashLooping(137, "OOMKilled"),
        log text: String = "dial tcp 10.96.0.10:5432: connect: connection refused", port: Int = 5432
    ) {
        service("db", port: 5432, target: 5432)
        statefulSet("db", replicas: database == nil ? 0 : 1, statuses: [database].compactMap(\.self))
        let env: JSONValue = host.map { [["name": "DATABASE_URL", "value": .string("postgres://api@\($0):\(port)/api")]] } ?? []
        deployment("api", spec: Self.spec(["env": env]), statuses: [Self.crashLooping()])
        service("api")
        log(Self.firstPod("api"), "INFO starting", "ERROR \(text)")
    }
}
