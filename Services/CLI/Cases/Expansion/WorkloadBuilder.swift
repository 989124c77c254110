import Primitives

/// Makes the objects that a workload consists of: the controller, its revisions, pods, claims and Service.
struct WorkloadBuilder: Sendable {
    let plan: WorkloadPlan
    let identity: Identity

    func build(into draft: inout ClusterDraft, events: inout [EventDraft]) throws(CaseError) {
        let claims = try ClaimSet(plan.fields, plan: plan, identity: identity)
        let policy = plan.kind == .job || plan.kind == .cronjob ? "Never" : "Always"
        var template = try PodTemplate(plan.fields, workload: plan.name, namespace: plan.namespace, restartPolicy: policy)
        claims.mount(into: &template)
        let pods = Pods(plan: plan, identity: identity, template: template)
        let ready = plan.states.count { $0.phase.isReady }
        let controller = ControllerStatus(plan: plan, ready: ready)

        switch plan.kind {
        case .deployment:
            try addDeployment(template, controller, &draft)
        case .statefulset:
            add("StatefulSet", controller.statefulSet(template, claims: claims.templates, identity: identity), &draft)
        case .daemonset:
            add("DaemonSet", controller.daemonSet(template), &draft)
        case .job:
            add("Job", controller.job(template, name: plan.name, owner: nil, merging: plan.fields["jobSpec"]), &draft)
        case .cronjob:
            try addCronJob(template, controller, &draft)
        case .pod:
            break
        }
        for (position, name) in plan.podNames.enumerated() {
            let builder = pods.builder(position, name)
            var claimed = builder
            claims.bind(&claimed.template, ordinal: position)
            var pod = claimed.pod()
            if plan.kind == .pod, let merge = plan.fields["merge"] { pod = pod.merged(with: merge) }
            draft.add("Pod", pod)
            if builder.state.hasEvents { events += RoutineEvents(builder: claimed).events }
        }
        try addOldPods(&draft, claims)
        for missing in plan.states where missing.phase == .missing {
            if missing.hasEvents, let event = RoutineEvents.refusal(missing, plan: plan) { events.append(event) }
            break
        }
        for object in claims.objects { draft.add(object["kind"]?.string ?? "", object) }
        if let service = try ServiceDraft(plan, template: template)?.object(identity) { draft.add("Service", service) }
    }

    private func add(_ kind: String, _ object: JSONValue, _ draft: inout ClusterDraft) {
        let merged = plan.fields["merge"].map(object.merged(with:)) ?? object
        draft.add(kind, merged)
    }

    private func addDeployment(_ template: PodTemplate, _ controller: ControllerStatus, _ draft: inout ClusterDraft) throws(CaseError) {
        let revision = plan.rollout == nil ? 1 : 4
        add("Deployment", controller.deployment(template, revision: revision), &draft)
        draft.add("ReplicaSet", controller.replicaSet(template, revision: revision, identity: identity))
        guard let rollout = plan.rollout else { return }
        let old = try PodTemplate(rollout.fields, workload: plan.name, namespace: plan.namespace)
        draft.add("ReplicaSet", controller.oldReplicaSet(old, revision: revision - 1, pods: rollout.oldPods, identity: identity))
    }

    private func addCronJob(_ template: PodTemplate, _ controller: ControllerStatus, _ draft: inout ClusterDraft) throws(CaseError) {
        let schedule = try plan.fields.text("schedule") ?? "*/5 * * * *"
        let suspended = try plan.fields.flag("suspend") ?? false
        let job = plan.fields["jobSpec"]
        add("CronJob", controller.cronJob(template, schedule: schedule, suspended: suspended, merging: job), &draft)
        guard !plan.states.isEmpty else { return }
        let owner = Owner.reference("CronJob", "batch/v1", plan.name, identity.uid("CronJob \(plan.namespace)/\(plan.name)"))
        draft.add("Job", controller.job(template, name: plan.jobName, owner: owner, merging: job))
    }

    private func addOldPods(_ draft: inout ClusterDraft, _ claims: ClaimSet) throws(CaseError) {
        guard let rollout = plan.rollout, rollout.oldPods > 0 else { return }
        let template = try PodTemplate(rollout.fields, workload: plan.name, namespace: plan.namespace)
        for (position, name) in plan.oldPodNames.enumerated() {
            var old = Pods(plan: plan, identity: identity, template: template).builder(0, name)
            old.state = PodState()
            old.node = BaseCluster.workerNodes[(position + 1) % BaseCluster.workerNodes.count]
            old.age = plan.age
            old.labels = template.labels.merged(with: ["pod-template-hash": .string(plan.oldHash)])
            old.owner = Owner.reference(
                "ReplicaSet", "apps/v1", plan.oldReplicaSetName, identity.uid("ReplicaSet \(plan.namespace)/\(plan.oldReplicaSetName)"))
            old.generateName = plan.oldReplicaSetName + "-"
            claims.bind(&old.template, ordinal: position)
            draft.add("Pod", old.pod())
        }
    }
}

enum Owner {
    static func reference(_ kind: String, _ apiVersion: String, _ name: String, _ uid: String) -> JSONValue {
        [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid), "controller": true,
            "blockOwnerDeletion": true,
        ]
    }
}

/// The pods of a workload, each with what made it.
struct Pods: Sendable {
    let plan: WorkloadPlan
    let identity: Identity
    let template: PodTemplate

    func builder(_ position: Int, _ name: String) -> PodBuilder {
        let states = plan.states.enumerated().filter { $0.element.phase != .missing }
        let (offset, state) = states.indices.contains(position) ? states[position] : (0, PodState())
        let oldest = min(plan.age, plan.rollout.map { $0.ago - .seconds(1) } ?? plan.age)
        let usual: Duration = state.phase.isStuck ? min(oldest, .seconds(1200)) : oldest
        return PodBuilder(
            name: name, namespace: plan.namespace, identity: identity, template: template, state: state, node: plan.node(of: offset),
            age: state.age ?? usual, owner: owner, labels: labels(name, position), generateName: generateName)
    }

    private func labels(_ name: String, _ position: Int) -> JSONValue {
        switch plan.kind {
        case .deployment: template.labels.merged(with: ["pod-template-hash": .string(plan.hash)])
        case .statefulset:
            template.labels.merged(with: [
                "statefulset.kubernetes.io/pod-name": .string(name), "apps.kubernetes.io/pod-index": .string(String(position)),
                "controller-revision-hash": .string("\(plan.name)-\(plan.hash)"),
            ])
        case .daemonset: template.labels.merged(with: ["controller-revision-hash": .string(plan.hash), "pod-template-generation": "1"])
        case .job, .cronjob:
            template.labels.merged(with: [
                "batch.kubernetes.io/job-name": .string(plan.jobName), "job-name": .string(plan.jobName),
                "batch.kubernetes.io/controller-uid": .string(identity.uid("Job \(plan.namespace)/\(plan.jobName)")),
            ])
        case .pod: template.labels
        }
    }

    private var owner: JSONValue? {
        func uid(_ kind: String, _ name: String) -> String { identity.uid("\(kind) \(plan.namespace)/\(name)") }
        return switch plan.kind {
        case .deployment: Owner.reference("ReplicaSet", "apps/v1", plan.replicaSetName, uid("ReplicaSet", plan.replicaSetName))
        case .statefulset, .daemonset: Owner.reference(plan.kind.apiKind, "apps/v1", plan.name, uid(plan.kind.apiKind, plan.name))
        case .job, .cronjob: Owner.reference("Job", "batch/v1", plan.jobName, uid("Job", plan.jobName))
        case .pod: nil
        }
    }

    private var generateName: String? {
        switch plan.kind {
        case .deployment: "\(plan.replicaSetName)-"
        case .statefulset, .daemonset: "\(plan.name)-"
        case .job, .cronjob: "\(plan.jobName)-"
        case .pod: nil
        }
    }
}
