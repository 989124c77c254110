import Primitives

/// The events that a case states.
struct AuthoredEvents: Sendable {
    private let entries: [Fields]
    private let namespace: String
    private let plans: [WorkloadPlan]

    init(_ fields: Fields, namespace: String, plans: [WorkloadPlan]) throws(CaseError) {
        var entries: [Fields] = []
        for (value, place) in try fields.list("events") {
            let entry = try Fields(value, at: place)
            try entry.allow(["on", "type", "reason", "message", "source", "count", "first", "last", "container", "host", "newer"])
            entries.append(entry)
        }
        self.entries = entries
        self.namespace = namespace
        self.plans = plans
    }

    func events(_ draft: ClusterDraft) throws(CaseError) -> [EventDraft] {
        var events: [EventDraft] = []
        for entry in entries {
            let last = try entry.offset("last") ?? .seconds(-60)
            let first = try entry.offset("first") ?? last
            let source = try entry.text("source") ?? "kubelet"
            for object in try objects(try entry.required("on"), draft, at: entry.place.member("on")) {
                let node = draft[object]?["spec", "nodeName"]?.string ?? (object.kind == "Node" ? object.name : nil)
                events.append(
                    EventDraft(
                        object: object, container: try entry.text("container"), type: try entry.text("type") ?? "Warning",
                        reason: try entry.required("reason"), message: try entry.required("message"), source: source,
                        host: try entry.text("host") ?? (source == "kubelet" ? node : nil), count: try entry.integer("count") ?? 1,
                        first: .zero - first, last: .zero - last, isNewer: try entry.flag("newer")))
            }
        }
        return events
    }

    /// An event may be about an object that is gone by now, as long as its kind is known.
    private func objects(_ text: String, _ draft: ClusterDraft, at place: Place) throws(CaseError) -> [ClusterDraft.Key] {
        if text.contains("/"), text.first?.isUppercase == true {
            if let key = draft.key(text, namespace: namespace) { return [key] }
            let parts = text.split(separator: "/").map(String.init)
            guard let kind = KindCatalog.entry(kind: parts[0], apiVersion: nil) else { throw place.error("\(parts[0]) is no kind that is known") }
            let name = parts.last ?? ""
            let scope = kind.isNamespaced ? (parts.count == 3 ? parts[1] : namespace) : ""
            return [.init(kind: kind.kind, namespace: scope, name: name)]
        }
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        guard let plan = plans.first(where: { $0.name == parts[0] || "\($0.namespace)/\($0.name)" == parts[0] }) else {
            throw place.error("'\(text)' is neither Kind/name nor a workload of this case")
        }
        func pod(_ name: String) -> ClusterDraft.Key { .init(kind: "Pod", namespace: plan.namespace, name: name) }
        switch parts.dropFirst().first {
        case nil, "pod":
            guard let name = plan.podNames.first else { throw place.error("\(plan.name) has no pod") }
            return [pod(name)]
        case "pods": return plan.podNames.map(pod)
        case "rs": return [.init(kind: "ReplicaSet", namespace: plan.namespace, name: plan.replicaSetName)]
        case "job": return [.init(kind: "Job", namespace: plan.namespace, name: plan.jobName)]
        case "workload": return [.init(kind: plan.kind.apiKind, namespace: plan.namespace, name: plan.name)]
        default: throw place.error("'\(text)': known are NAME, NAME.pods, NAME.rs, NAME.job, NAME.workload")
        }
    }
}
