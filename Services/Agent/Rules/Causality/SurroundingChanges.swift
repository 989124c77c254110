import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What was changed around a workload and not in its template: its scale, the ConfigMaps that it reads, policies and quotas over it.
enum SurroundingChanges {
    private static let maximum = 10

    static func of(_ workload: Workload, index: ClusterIndex) -> [Change] {
        Array((scaling(workload, index) + configMaps(workload, index) + rules(over: workload, index)).prefix(maximum))
    }

    /// `Scaled up replica set web-6d4cf56db6 from 2 to 4`; before 1.26 without the earlier number.
    private static func scaling(_ workload: Workload, _ index: ClusterIndex) -> [Change] {
        index.events(of: workload.reference, uid: workload.uid).filter { $0.reason == "ScalingReplicaSet" }.prefix(4).compactMap { event in
            guard let to = event.message.word(after: " to "), let count = Int(to) else { return nil }
            let from = event.message.word(after: " from ").flatMap { Int($0) }
            // A rollout takes its ReplicaSets up and down by itself.
            guard from != nil || count == 0, let before = from, before > 0, count > 0 || workload.desired == 0 else { return nil }
            return Change(
                object: workload.reference, at: event.lastSeen, field: "spec.replicas", from: String(before), to: String(count),
                summary: event.message)
        }
    }

    private static func configMaps(_ workload: Workload, _ index: ClusterIndex) -> [Change] {
        guard let spec = workload.template?.spec else { return [] }
        func names(_ source: Volume.Source) -> [String] {
            switch source {
            case .configMap(let name, _, _): [name]
            case .projected(let sources): sources.flatMap(names)
            default: []
            }
        }
        let mounted = spec.volumes.filter { !$0.isServiceAccountToken }.flatMap { names($0.source) }
        let read = spec.containers.flatMap { container in
            container.envFrom.filter { $0.kind == .configMap }.map(\.name)
                + container.env.compactMap(\.source).filter { $0.kind == .configMap }.map(\.name)
        }
        return Set(mounted + read).sorted().compactMap { name in
            guard let map = index.configMap(namespace: workload.namespace, name: name), let at = map.metadata.changedAt,
                let created = map.metadata.creationTimestamp, at - created > .seconds(5)
            else { return nil }
            return Change(
                object: index.reference(to: map), at: at, field: "data", from: nil, to: nil, summary: "ConfigMap \(name) was changed")
        }
    }

    /// NetworkPolicies that select its pods and quotas of its namespace, as they came or were changed.
    private static func rules(over workload: Workload, _ index: ClusterIndex) -> [Change] {
        let labels = workload.template?.labels ?? [:]
        let policies = index.snapshot.networkPolicies.filter { $0.namespace == workload.namespace && $0.podSelector.matches(labels) }
            .map { change(index.reference(to: $0), $0.metadata) }
        let quotas = index.snapshot.resourceQuotas.filter { $0.namespace == workload.namespace }.map { change(index.reference(to: $0), $0.metadata) }
        return (policies + quotas).compactMap(\.self)
    }

    private static func change(_ object: ObjectReference, _ metadata: ObjectMeta) -> Change? {
        guard let at = metadata.changedAt ?? metadata.creationTimestamp else { return nil }
        let isNew = metadata.creationTimestamp.map { at - $0 < .seconds(5) } ?? true
        return Change(
            object: object, at: at, field: "spec", from: nil, to: nil, summary: "\(object.kind) \(object.name) was \(isNew ? "created" : "changed")")
    }
}
