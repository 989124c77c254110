import Primitives

/// A workload as a case writes it, with the names that the cluster gives to what comes of it.
struct WorkloadPlan: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case deployment, statefulset, daemonset, job, cronjob, pod

        var apiKind: String {
            switch self {
            case .deployment: "Deployment"
            case .statefulset: "StatefulSet"
            case .daemonset: "DaemonSet"
            case .job: "Job"
            case .cronjob: "CronJob"
            case .pod: "Pod"
            }
        }
    }

    struct Rollout: Sendable {
        /// How long ago.
        var ago: Duration
        /// The keys of the workload as they were before.
        var fields: Fields
        var oldPods: Int
    }

    var kind: Kind
    var name: String
    var namespace: String
    var replicas: Int
    var age: Duration
    var fields: Fields
    /// Of all its replicas, the missing ones among them.
    var states: [PodState]
    var rollout: Rollout?

    /// Of the pods that exist, in the order of their states.
    var podNames: [String] = []
    var oldPodNames: [String] = []
    var hash = ""
    var oldHash = ""
    /// The Job that a CronJob made, or the Job itself.
    var jobName = ""

    var replicaSetName: String { "\(name)-\(hash)" }
    var oldReplicaSetName: String { "\(name)-\(oldHash)" }

    private static let keys: Set<String> = [
        "namespace", "replicas", "age", "service", "claims", "schedule", "suspend", "jobSpec", "rollout", "pods", "merge",
    ]

    init(_ value: JSONValue, namespace caseNamespace: String, identity: Identity, at place: Place) throws(CaseError) {
        let fields = try Fields(value, at: place)
        let kinds = Kind.allCases.filter { fields[$0.rawValue]?.string != nil }
        guard let kind = kinds.first, kinds.count == 1 else {
            throw place.error("must have one of \(Kind.allCases.map { $0.rawValue + ":" }.joined(separator: ", "))")
        }
        try fields.allow(Self.keys.union(PodTemplate.keys).union([kind.rawValue]))
        self.fields = fields
        self.kind = kind
        name = try fields.required(kind.rawValue)
        namespace = try fields.text("namespace") ?? caseNamespace
        age = try PodState.span("age", fields) ?? .seconds(3 * 86_400)
        if let text = try fields.fields("rollout") {
            try text.allow(["at", "from", "oldPods"])
            guard let at = try text.offset("at"), at < .zero else { throw text.error("at", "must be a time that lies back, as in -12m") }
            guard let from = text["from"] else { throw text.error("from", "is missing") }
            try Fields(from, at: text.place.member("from")).allow(PodTemplate.keys)
            // What it was: the fields of now with those of then over them.
            let old = JSONValue.object(fields.members).merged(with: from)
            rollout = Rollout(ago: .zero - at, fields: try Fields(old, at: place), oldPods: try text.integer("oldPods") ?? 0)
        }
        states = []
        replicas = 0
        try readStates()
        giveNames(identity)
    }

    private mutating func readStates() throws(CaseError) {
        let usual = kind == .daemonset ? BaseCluster.workerNodes.count : kind == .cronjob && fields["pods"] == nil ? 0 : 1
        replicas = try fields.integer("replicas") ?? usual
        if case .array? = fields["pods"] {
            for (value, place) in try fields.list("pods") { states += try PodState.states(value, at: place) }
            if states.count > replicas, fields["replicas"] == nil { replicas = states.count }
            while states.count < replicas { states.append(PodState(phase: kind == .job || kind == .cronjob ? .succeeded : .running)) }
        } else if let value = fields["pods"] {
            let one = try PodState.states(value, at: fields.place.member("pods"))
            states = value["count"] == nil ? Array(repeating: one.first ?? PodState(), count: replicas) : one
            while states.count < replicas { states.append(PodState()) }
        } else {
            states = Array(repeating: PodState(), count: replicas)
        }
        if kind == .daemonset {
            for index in states.indices where states[index].node == nil && index < BaseCluster.workerNodes.count {
                states[index].node = BaseCluster.workerNodes[index]
            }
        }
    }

    /// Where the pod of a state runs.
    func node(of position: Int) -> String {
        if let node = states[position].node { return node }
        let nodes = BaseCluster.workerNodes
        return nodes[(Int(StableHash.of("\(namespace)/\(name)") % UInt64(nodes.count)) + position) % nodes.count]
    }

    private mutating func giveNames(_ identity: Identity) {
        let seed = "\(namespace)/\(kind.rawValue)/\(name)"
        hash = identity.suffix("\(seed) template", length: 10)
        oldHash = identity.suffix("\(seed) old template", length: 9)
        // A CronJob's Jobs are named for the minute that they were due in, counted since 1970.
        jobName = kind == .cronjob ? "\(name)-29396580" : name
        func podName(_ index: Int) -> String {
            let suffix = identity.suffix("\(seed) pod \(index)", length: 5)
            return switch kind {
            case .deployment: "\(name)-\(hash)-\(suffix)"
            case .statefulset: "\(name)-\(index)"
            case .daemonset: "\(name)-\(suffix)"
            case .job, .cronjob: "\(jobName)-\(suffix)"
            case .pod: name
            }
        }
        podNames = states.indices.filter { states[$0].phase != .missing }.map(podName)
        oldPodNames = (0..<(rollout?.oldPods ?? 0)).map { "\(name)-\(oldHash)-\(identity.suffix("\(seed) old pod \($0)", length: 5))" }
    }
}
