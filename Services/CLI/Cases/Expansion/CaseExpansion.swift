import Contracts
import Primitives

/// Turns a case into the files of a recording: choices made, names changed, shorthand written out, the base cluster added.
struct CaseExpansion: Sendable {
    let source: Case
    let variation: Variation
    private let document: JSONValue
    private let identity: Identity

    /// When cases are analysed.
    private static let moment = Timestamp(microseconds: 1_795_262_400_000_000)

    private static let keys: Set<String> = [
        "title", "synthetic", "sources", "namespace", "version", "workloads", "claims", "configMaps", "objects", "patch", "remove", "namespaces",
        "events", "logs", "metrics", "alerts", "truth",
    ]

    init(_ source: Case, variation: Variation) throws(CaseError) {
        self.source = source
        self.variation = variation
        identity = Identity(seed: variation.seed)
        document = try variation.apply(to: source)
    }

    private var place: Place { Place(file: source.file) }

    func expanded() throws(CaseError) -> ExpandedCase {
        let unresolved = try Fields(document, at: place)
        try unresolved.allow(Self.keys)
        let namespace = try unresolved.required("namespace")
        let placeholders = Placeholders(try plans(unresolved, namespace: namespace), namespace: namespace, identity: identity)
        let fields = try Fields(try placeholders.resolve(document, at: place), at: place)
        let plans = try plans(fields, namespace: namespace)

        var draft = ClusterDraft()
        var events: [EventDraft] = []
        try BaseCluster.add(to: &draft, identity: identity, version: try fields.text("version") ?? "1.33")
        try addNamespaces(fields, namespace, to: &draft)
        try Neighbourhood.add(to: &draft, namespace: namespace, identity: identity)
        for plan in plans {
            NamespaceDraft.add(plan.namespace, labels: [:], age: .seconds(20 * 86_400), to: &draft)
            try WorkloadBuilder(plan: plan, identity: identity).build(into: &draft, events: &events)
        }
        for object in try ClaimSet(fields, plan: nil, namespace: namespace, identity: identity).objects {
            draft.add(object["kind"]?.string ?? "", object)
        }
        for (name, data, _) in try fields.map("configMaps") {
            draft.add("ConfigMap", ["metadata": ["name": .string(name), "namespace": .string(namespace)], "data": data])
        }
        for (value, place) in try fields.list("objects") { try draft.add(value, namespace: namespace, at: place) }
        try patch(fields, namespace, &draft)
        EndpointsController(identity: identity).run(over: &draft)
        Completion(identity: identity).run(over: &draft)
        events += try AuthoredEvents(fields, namespace: namespace, plans: plans).events(draft)

        var files = RecordingWriter(identity: identity, variation: variation, moment: Self.moment)
        files.write(draft, events: events)
        files.write(try CaseLogs(fields, plans: plans, namespace: namespace, draft: draft), draft: draft)
        let alerts = try CaseAlerts(fields, namespace: namespace, moment: Self.moment).alerts
        let firing = alerts.map { Int((Self.moment - $0.alert.startsAt).components.seconds) }.max() ?? 0
        files.write(try CaseMetrics(fields, namespace: namespace, firing: firing))
        files.write(alerts.map(\.alert))
        return ExpandedCase(
            source: source, variation: variation, alerts: alerts.map { variation.finish($0) }, files: files.files, moment: Self.moment)
    }

    private func plans(_ fields: Fields, namespace: String) throws(CaseError) -> [WorkloadPlan] {
        var plans: [WorkloadPlan] = []
        for (value, place) in try fields.list("workloads") {
            plans.append(try WorkloadPlan(value, namespace: namespace, identity: identity, at: place))
        }
        return plans
    }

    private func addNamespaces(_ fields: Fields, _ namespace: String, to draft: inout ClusterDraft) throws(CaseError) {
        let further = try fields.map("namespaces")
        for (name, labels, _) in further {
            NamespaceDraft.add(name, labels: labels == .null ? [:] : labels, age: .seconds(20 * 86_400), to: &draft)
        }
        if !further.contains(where: { $0.name == namespace }) {
            NamespaceDraft.add(namespace, labels: [:], age: .seconds(20 * 86_400), to: &draft)
        }
    }

    private func patch(_ fields: Fields, _ namespace: String, _ draft: inout ClusterDraft) throws(CaseError) {
        for (name, change, place) in try fields.map("patch") {
            guard let key = draft.key(name, namespace: namespace) else { throw place.error("there is no such object") }
            draft.update(key) { $0 = $0.merged(with: change) }
        }
        for (value, place) in try fields.list("remove") {
            guard let key = draft.key(value.string ?? "", namespace: namespace) else { throw place.error("there is no such object") }
            draft.remove(key)
        }
    }
}

/// Fills in what the API server gives to every object: a uid, a version, a time.
struct Completion: Sendable {
    let identity: Identity

    func run(over draft: inout ClusterDraft) {
        for (position, key) in draft.keys.enumerated() {
            draft.update(key) { object in
                var metadata = object["metadata"] ?? [:]
                if metadata["uid"] == nil {
                    metadata.set("uid", .string(identity.uid("\(key.kind) \(key.namespace.isEmpty ? "" : key.namespace + "/")\(key.name)")))
                }
                if metadata["creationTimestamp"] == nil { metadata.set("creationTimestamp", "-3d") }
                if metadata["resourceVersion"] == nil { metadata.set("resourceVersion", .string(String(40_000 + position * 7))) }
                object.set("metadata", metadata)
            }
        }
    }
}
