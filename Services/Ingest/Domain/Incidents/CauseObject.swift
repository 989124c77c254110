package import Contracts

/// The object that an analysis blames, written as the correlation key under which alerts about it would come in,
/// so that a cause finds the incident of its object by comparing texts.
package struct CauseObject: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Kinds that run as pods of one workload, which is what alerts are gathered by.
    private static let workloads: Set<String> = [
        "Deployment", "StatefulSet", "DaemonSet", "Rollout", "CronJob", "Job", "ReplicaSet", "ReplicationController", "Pod",
    ]

    package init(_ object: ObjectReference) {
        let namespace = object.namespace ?? ""
        description =
            switch object.kind {
            case "Node": CorrelationKey.node(object.name).description
            case let kind where Self.workloads.contains(kind):
                CorrelationKey.workload(Self.workload(kind, object.name), namespace: namespace).description
            default: "\(object.kind):\(namespace)/\(object.name)".boundedKey(CorrelationKey.maximumBytes)
            }
    }

    private static func workload(_ kind: String, _ name: String) -> String {
        switch kind {
        case "Pod": WorkloadName.from(pod: name)
        case "ReplicaSet": WorkloadName.strippingTemplateHash(from: name)
        case "Job": WorkloadName.strippingCronJobRun(from: name)
        default: name
        }
    }
}

extension RootCause {
    /// Below this, a cause is a guess: not enough to say that two incidents are one.
    private static let correlatingConfidence = 0.5

    /// Whether this cause may hold incidents together.
    package var correlates: Bool { !category.isVerdict && object != nil && confidence >= Self.correlatingConfidence }

    /// The surest one weighs most, and any fault more than a verdict, whatever evidence that has.
    fileprivate var weight: Double { category.isVerdict ? confidence - 2 : confidence }
}

extension AnalyzeResponse {
    /// Which of several analyses speaks for an incident: the one with the surest cause, and of equally sure ones the one with the most evidence, which
    /// tells the way to the cause as well.
    package var weight: Double { (rootCauses.first?.weight ?? -2) + Double(min(evidence.count, 9)) / 1000 }
}
