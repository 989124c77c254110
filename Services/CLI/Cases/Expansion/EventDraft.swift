import Primitives

/// An event before it is written in the manner of the older or the newer event API.
struct EventDraft: Sendable {
    /// What it is about; the uid is filled in from the cluster.
    var object: ClusterDraft.Key
    var container: String?
    var type = "Warning"
    var reason: String
    var message: String
    var source = "kubelet"
    var host: String?
    var count = 1
    /// How long ago.
    var first: Duration
    var last: Duration
    /// nil leaves it to the source: the scheduler writes the newer ones, the rest of Kubernetes the older.
    var isNewer: Bool?

    /// Components that record through `events.k8s.io`, with `eventTime` and a series in place of times and a count.
    private static let newerSources: Set<String> = ["default-scheduler", "kube-scheduler"]

    /// As `/api/v1/events` gives it.
    ///
    /// Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
    func core(_ draft: ClusterDraft, identity: Identity, position: Int) -> JSONValue {
        let reference = reference(draft)
        let metadata = metadata(identity, position)
        if isNewer ?? Self.newerSources.contains(source) {
            return JSONValue.map([
                "metadata": metadata, "involvedObject": reference, "reason": .string(reason), "message": .string(message), "type": .string(type),
                "source": [:], "firstTimestamp": .null, "lastTimestamp": .null, "eventTime": .ago(first), "action": .string(action),
                "series": count > 1 ? ["count": .integer(Int64(count)), "lastObservedTime": .ago(last)] : nil,
                "reportingComponent": .string(source), "reportingInstance": .string("\(source)-\(host ?? "cp-1")"),
            ])
        }
        return JSONValue.map([
            "metadata": metadata, "involvedObject": reference, "reason": .string(reason), "message": .string(message), "type": .string(type),
            "source": JSONValue.map(["component": .string(source), "host": host.map(JSONValue.string)]), "firstTimestamp": .ago(first),
            "lastTimestamp": .ago(last), "count": .integer(Int64(count)), "eventTime": .null, "reportingComponent": .string(source),
            "reportingInstance": .string(host ?? ""),
        ])
    }

    /// The same event as `/apis/events.k8s.io/v1/events` gives it.
    static func grouped(_ core: JSONValue) -> JSONValue {
        var members = core.object ?? [:]
        members["note"] = members.removeValue(forKey: "message")
        members["regarding"] = members.removeValue(forKey: "involvedObject")
        members["reportingController"] = members.removeValue(forKey: "reportingComponent")
        members["deprecatedSource"] = members.removeValue(forKey: "source")
        members["deprecatedFirstTimestamp"] = members.removeValue(forKey: "firstTimestamp")
        members["deprecatedLastTimestamp"] = members.removeValue(forKey: "lastTimestamp")
        members["deprecatedCount"] = members.removeValue(forKey: "count")
        return .object(members)
    }

    private var action: String {
        switch reason {
        case "Scheduled": "Binding"
        case "FailedScheduling": "Scheduling"
        case "Preempted": "Preempting"
        default: reason
        }
    }

    private func metadata(_ identity: Identity, _ position: Int) -> JSONValue {
        let stamp = identity.uid("event \(object.name) \(reason) \(position)").filter { $0 != "-" }.prefix(16)
        return [
            "name": .string("\(object.name).\(stamp)"), "namespace": .string(object.namespace.isEmpty ? "default" : object.namespace),
            "uid": .string(identity.uid("Event \(object.name) \(stamp)")), "creationTimestamp": .ago(first),
        ]
    }

    private func reference(_ draft: ClusterDraft) -> JSONValue {
        let entry = KindCatalog.entry(kind: object.kind, apiVersion: nil)
        // The kubelet names its node by the name in place of the uid.
        let uid = object.kind == "Node" ? .string(object.name) : draft[object]?["metadata", "uid"]
        return JSONValue.map([
            "kind": .string(object.kind), "namespace": object.namespace.isEmpty ? nil : .string(object.namespace), "name": .string(object.name),
            "uid": uid, "apiVersion": .string(entry?.apiVersion ?? draft.entries[object]?.kind.apiVersion ?? "v1"),
            "fieldPath": container.map { .string("spec.containers{\($0)}") },
        ])
    }
}
