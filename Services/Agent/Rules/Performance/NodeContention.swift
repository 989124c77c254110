import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// The processors of one node: how far they are used up, whether tasks wait for them, and who uses them.
struct NodeContention {
    /// What runs on the node: a workload with all of its pods there.
    struct Tenant {
        /// The workload, or its largest pod where only Prometheus knows it.
        var object: ObjectReference
        var pods = 0
        var cores = 0.0
        /// In the hour before the alert; nil where it didn't run, was none of the largest, or nobody knows.
        var before: Double?
        /// Of its largest pod.
        var measurement: Measurement

        /// More than chance makes it, in what it took. One that wasn't seen before takes what the others had.
        var hasRisen: Bool { before.map { cores >= $0 * 1.25 } ?? true }

        var text: String {
            let count = pods > 1 ? " with \(pods) pods" : ""
            return Measurement.cores(cores) + " CPUs\(count)" + (before.map { ", \(Measurement.cores($0)) before the alert" } ?? "")
        }
    }

    /// The share of the processors' time that is used.
    private let used: Measurement?
    /// The share of time in which some task waits for a processor.
    private let waiting: Measurement?
    private let load: Measurement?
    private let name: String
    private let cores: Double
    /// The largest first.
    let tenants: [Tenant]

    /// Of the processors, from which on they are used up.
    private static let full = 0.9
    /// Tasks of a busy node wait now and then; from here on, they are slower by as much.
    private static let felt = 0.2
    /// Runnable tasks for each processor, where neither of the others was measured.
    private static let crowded = 2.0
    /// Of the node, what one tenant must take to be blamed.
    private static let dominant = 0.4

    /// - Returns: nil where nothing was measured of the node's processors.
    init?(_ node: ObjectReference, _ index: ClusterIndex) {
        let measurements = index.snapshot.measurements
        used = measurements.of(.nodeCPUUsed, node).first
        waiting = measurements.of(.nodePressureCPU, node).first
        load = measurements.of(.nodeLoadPerCPU, node).first
        guard used != nil || waiting != nil || load != nil else { return nil }
        name = node.name
        cores = index.node(node.name)?.allocatable["cpu"]?.value ?? 0
        tenants = Self.tenants(of: node.name, index)
    }

    private static func tenants(of node: String, _ index: ClusterIndex) -> [Tenant] {
        let shared = index.snapshot.measurements.of(.nodeCPUByPod).filter { $0.detail == node }
        let uses =
            shared.isEmpty
            ? index.snapshot.measurements.of(.cpuUsage).filter { usage in
                index.pod(namespace: usage.object.namespace, name: usage.object.name)?.spec.nodeName == node
            } : shared
        var tenants: [String: Tenant] = [:]
        for use in uses {
            let pod = index.pod(namespace: use.object.namespace, name: use.object.name)
            let workload = pod.map { index.workload(of: $0).reference }
            // Pods of namespaces that weren't read are told apart by their controllers' names.
            let key = workload?.description ?? "\(use.object.namespace ?? "")/\(WorkloadName.from(pod: use.object.name))"
            var tenant = tenants[key] ?? Tenant(object: workload ?? use.object.withoutContainer, measurement: use)
            tenant.pods += 1
            tenant.cores += use.value
            if let before = use.before { tenant.before = (tenant.before ?? 0) + before }
            if use.value > tenant.measurement.value {
                tenant.measurement = use
                if workload == nil { tenant.object = use.object.withoutContainer }
            }
            tenants[key] = tenant
        }
        return tenants.sorted { ($1.value.cores, $0.key) < ($0.value.cores, $1.key) }.map(\.value)
    }

    /// By their use; where that wasn't measured, by who waits for them.
    var isUsedUp: Bool {
        if let used { return used.value >= Self.full }
        if let waiting { return waiting.value >= 0.5 }
        return load.map { $0.value >= Self.crowded } ?? false
    }

    /// Whether those on the node feel it, and feel more of it than before the alert. A node that is kept busy on purpose harms nobody.
    func isFelt(since alert: Alert) -> Bool {
        if let waiting {
            return waiting.value >= Self.felt && (waiting.before == nil ? alert.isAboutPerformance : waiting.hasRisen(by: 1.5))
        }
        if let load, load.value < 1 { return false }
        guard let before = (used ?? load)?.before, let now = (used ?? load)?.value else { return alert.isAboutPerformance }
        return now >= before * 1.1
    }

    func dominates(_ tenant: Tenant) -> Bool {
        let whole = cores > 0 ? cores : tenants.map(\.cores).reduce(0, +)
        return whole > 0 && tenant.cores / whole >= Self.dominant
    }

    var measurements: [Measurement] { [used, waiting, load].compactMap(\.self) }

    var since: Timestamp? { measurements.lazy.compactMap(\.changedAt).first }

    /// In one sentence.
    var state: String { "Node \(name): \(measurements.map(\.text).joined(separator: "; "))." }
}

extension Measurement {
    fileprivate static func cores(_ value: Double) -> String {
        let hundredths = (value * 100).rounded() / 100
        return hundredths == hundredths.rounded() ? String(Int(hundredths)) : String(hundredths)
    }
}
