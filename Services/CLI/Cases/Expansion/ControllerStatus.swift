import Primitives

/// The controllers' objects of a workload, with the statuses that follow from its pods.
///
/// Source of the conditions: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
struct ControllerStatus: Sendable {
    let plan: WorkloadPlan
    let ready: Int

    private var existing: Int { plan.podNames.count }
    private var refusal: PodState? { plan.states.first { $0.phase == .missing } }

    private func metadata(_ name: String, _ template: PodTemplate, age: Duration, annotations: JSONValue? = nil, owner: JSONValue? = nil) -> JSONValue
    {
        .map([
            "name": .string(name), "namespace": .string(plan.namespace), "labels": template.labels, "creationTimestamp": .ago(age),
            "generation": 1, "annotations": annotations, "ownerReferences": owner.map { .array([$0]) },
        ])
    }

    private func body(of template: PodTemplate, adding labels: JSONValue = [:]) -> JSONValue {
        ["metadata": ["labels": template.labels.merged(with: labels), "creationTimestamp": .null], "spec": template.spec]
    }

    private var selector: JSONValue { ["matchLabels": ["app": .string(plan.name)]] }

    private func count(_ number: Int) -> JSONValue? { number == 0 ? nil : .integer(Int64(number)) }

    // MARK: Deployments

    func deployment(_ template: PodTemplate, revision: Int) -> JSONValue {
        let old = plan.rollout?.oldPods ?? 0
        let available = ready + old
        let status = JSONValue.map([
            "observedGeneration": 1, "replicas": count(existing + old), "updatedReplicas": count(existing), "readyReplicas": count(available),
            "availableReplicas": count(available), "unavailableReplicas": count(max(0, plan.replicas + old - available)),
            "conditions": .array(conditions(available)),
        ])
        return [
            "metadata": metadata(
                plan.name, template, age: plan.age, annotations: ["deployment.kubernetes.io/revision": .string(String(revision))]),
            "spec": [
                "replicas": .integer(Int64(plan.replicas)), "selector": selector, "template": body(of: template),
                "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": "25%", "maxSurge": "25%"]],
                "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
            ],
            "status": status,
        ]
    }

    private func conditions(_ available: Int) -> [JSONValue] {
        let isAvailable = available >= plan.replicas - plan.replicas / 4
        let started = plan.rollout?.ago ?? plan.age
        let isStuck = plan.states.contains { $0.phase.isStuck }
        // A rollout that came to its end long ago stays a success, whatever becomes of its pods.
        let isUnfinished = ready < plan.replicas && (plan.rollout != nil || started <= .seconds(7200) && isStuck)
        let progress: (status: String, reason: JSONValue, message: String, at: Duration) =
            if !isUnfinished {
                ("True", "NewReplicaSetAvailable", "ReplicaSet \"\(plan.replicaSetName)\" has successfully progressed.", started - .seconds(20))
            } else if started > .seconds(610) {
                ("False", "ProgressDeadlineExceeded", "ReplicaSet \"\(plan.replicaSetName)\" has timed out progressing.", started - .seconds(600))
            } else {
                ("True", "ReplicaSetUpdated", "ReplicaSet \"\(plan.replicaSetName)\" is progressing.", started)
            }
        var conditions = [
            condition(
                "Available", isAvailable ? "True" : "False", at: isAvailable ? plan.age - .seconds(20) : min(started, .seconds(900)),
                isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                isAvailable ? "Deployment has minimum availability." : "Deployment does not have minimum availability."),
            condition("Progressing", progress.status, at: progress.at, progress.reason, progress.message),
        ]
        if let refusal, let message = refusal.message {
            conditions.append(condition("ReplicaFailure", "True", at: min(started, .seconds(900)), "FailedCreate", message))
        }
        return conditions
    }

    private func condition(_ type: String, _ status: String, at: Duration, _ reason: JSONValue, _ message: String) -> JSONValue {
        [
            "type": .string(type), "status": .string(status), "lastTransitionTime": .ago(at), "lastUpdateTime": .ago(at), "reason": reason,
            "message": .string(message),
        ]
    }

    func replicaSet(_ template: PodTemplate, revision: Int, identity: Identity) -> JSONValue {
        var status = JSONValue.map([
            "observedGeneration": 1, "replicas": .integer(Int64(existing)), "fullyLabeledReplicas": count(existing), "readyReplicas": count(ready),
            "availableReplicas": count(ready),
        ])
        if let refusal, let message = refusal.message {
            status.set(
                "conditions",
                [
                    [
                        "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": .string(message),
                        "lastTransitionTime": .ago(min(plan.rollout?.ago ?? plan.age, .seconds(900))),
                    ]
                ])
        }
        return replicaSet(
            plan.replicaSetName, template, hash: plan.hash, revision: revision, age: plan.rollout?.ago ?? plan.age, replicas: plan.replicas,
            status: status, identity)
    }

    func oldReplicaSet(_ template: PodTemplate, revision: Int, pods: Int, identity: Identity) -> JSONValue {
        let status = JSONValue.map([
            "observedGeneration": 2, "replicas": .integer(Int64(pods)), "fullyLabeledReplicas": count(pods), "readyReplicas": count(pods),
            "availableReplicas": count(pods),
        ])
        return replicaSet(
            plan.oldReplicaSetName, template, hash: plan.oldHash, revision: revision, age: plan.age, replicas: pods, status: status, identity)
    }

    private func replicaSet(
        _ name: String, _ template: PodTemplate, hash: String, revision: Int, age: Duration, replicas: Int, status: JSONValue, _ identity: Identity
    ) -> JSONValue {
        let labels: JSONValue = ["pod-template-hash": .string(hash)]
        let owner = Owner.reference("Deployment", "apps/v1", plan.name, identity.uid("Deployment \(plan.namespace)/\(plan.name)"))
        var metadata = metadata(
            name, template, age: age,
            annotations: [
                "deployment.kubernetes.io/desired-replicas": .string(String(plan.replicas)),
                "deployment.kubernetes.io/revision": .string(String(revision)),
            ], owner: owner)
        metadata.set("labels", template.labels.merged(with: labels))
        return [
            "metadata": metadata,
            "spec": [
                "replicas": .integer(Int64(replicas)), "selector": selector.merged(with: ["matchLabels": labels]),
                "template": body(of: template, adding: labels),
            ],
            "status": status,
        ]
    }

    // MARK: StatefulSets, DaemonSets

    func statefulSet(_ template: PodTemplate, claims: [JSONValue], identity: Identity) -> JSONValue {
        let revision = JSONValue.string("\(plan.name)-\(plan.hash)")
        let spec = JSONValue.map([
            "replicas": .integer(Int64(plan.replicas)), "selector": selector, "template": body(of: template), "serviceName": .string(plan.name),
            "podManagementPolicy": "OrderedReady", "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 0]],
            "revisionHistoryLimit": 10, "volumeClaimTemplates": claims.isEmpty ? nil : .array(claims),
        ])
        let status = JSONValue.map([
            "observedGeneration": 1, "replicas": .integer(Int64(existing)), "readyReplicas": count(ready), "availableReplicas": count(ready),
            "currentReplicas": count(existing), "updatedReplicas": count(existing), "currentRevision": revision, "updateRevision": revision,
            "collisionCount": 0,
        ])
        return ["metadata": metadata(plan.name, template, age: plan.age), "spec": spec, "status": status]
    }

    func daemonSet(_ template: PodTemplate) -> JSONValue {
        let status = JSONValue.map([
            "currentNumberScheduled": .integer(Int64(existing)), "desiredNumberScheduled": .integer(Int64(plan.replicas)),
            "numberMisscheduled": 0, "numberReady": .integer(Int64(ready)), "numberAvailable": count(ready),
            "numberUnavailable": count(plan.replicas - ready), "updatedNumberScheduled": count(existing), "observedGeneration": 1,
        ])
        return [
            "metadata": metadata(plan.name, template, age: plan.age),
            "spec": [
                "selector": selector, "template": body(of: template), "revisionHistoryLimit": 10,
                "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": 1, "maxSurge": 0]],
            ],
            "status": status,
        ]
    }

    // MARK: Jobs

    func job(_ template: PodTemplate, name: String, owner: JSONValue?, merging: JSONValue?) -> JSONValue {
        let failed = plan.states.count { $0.phase == .failed || $0.phase == .evicted }
        let succeeded = plan.states.count { $0.phase == .succeeded }
        let active = existing - failed - succeeded
        var spec = JSONValue.map([
            "parallelism": 1, "completions": 1, "backoffLimit": 6, "completionMode": "NonIndexed", "suspend": false,
            "selector": ["matchLabels": ["job-name": .string(name)]], "template": body(of: template),
        ])
        if let merging { spec = spec.merged(with: merging) }
        let age = owner == nil ? plan.age : min(plan.age, .seconds(1200))
        let isComplete = succeeded > 0 && active == 0 && failed == 0
        let status = JSONValue.map([
            "startTime": .ago(age - .seconds(1)), "active": count(active), "failed": count(failed), "succeeded": count(succeeded),
            "ready": .integer(Int64(plan.states.count { $0.phase.isReady })), "terminating": 0, "uncountedTerminatedPods": [:],
            "completionTime": isComplete ? .ago(age - .seconds(60)) : nil,
            "conditions": isComplete
                ? [["type": "Complete", "status": "True", "lastProbeTime": .ago(age - .seconds(60)), "lastTransitionTime": .ago(age - .seconds(60))]]
                : nil,
        ])
        return ["metadata": metadata(name, template, age: age, owner: owner), "spec": spec, "status": status]
    }

    func cronJob(_ template: PodTemplate, schedule: String, suspended: Bool, merging: JSONValue?) -> JSONValue {
        var job: JSONValue = ["template": body(of: template)]
        if let merging { job = job.merged(with: merging) }
        let status: JSONValue = plan.states.isEmpty ? [:] : ["lastScheduleTime": .ago(min(plan.age, .seconds(1200)))]
        return [
            "metadata": metadata(plan.name, template, age: plan.age),
            "spec": [
                "schedule": .string(schedule), "suspend": .bool(suspended), "concurrencyPolicy": "Allow", "successfulJobsHistoryLimit": 3,
                "failedJobsHistoryLimit": 1, "jobTemplate": ["spec": job],
            ],
            "status": status,
        ]
    }
}
