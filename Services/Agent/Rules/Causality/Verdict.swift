import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What to say where no fault was found: that all is well, if what is needed was read, and otherwise that it can't be told.
///
/// Source: the conditions and events of the objects that were read, and what could not be.
struct Verdict {
    struct Decision {
        var finding: Finding
        var missing: [String] = []
        var notes: [String] = []
    }

    let target: InvestigationTarget
    let missing: [String]
    /// Faults that nothing connects to the alert.
    let standing: [Finding]

    /// Nothing is called well while the alert's own measurement says otherwise, or while its controllers complain of it.
    func decide(_ investigation: inout Investigation) -> Decision {
        let decision = judge(&investigation)
        guard decision.finding.category == .healthy else { return decision }
        let object = decision.finding.object
        if let held = drained(&investigation) { return inconclusive(object, "\(decision.finding.explanation) \(held.words)", held.evidence) }
        if let standing = StandingAlert.measurement(investigation) {
            return inconclusive(
                object, "\(decision.finding.explanation) Yet it is measured that \(standing.text): what raised the alert goes on, unexplained.",
                [investigation.cite(standing)] + decision.finding.evidence)
        }
        if let doubt = standing.first(where: { !$0.category.isOftenMeant }), isUnexplained(investigation) {
            return inconclusive(
                object, "\(decision.finding.explanation) Yet the alert fires, and nothing says whether this has to do with it: \(doubt.explanation)",
                standing.prefix(3).flatMap(\.evidence) + decision.finding.evidence)
        }
        if let complaint = complaint(of: object, investigation) {
            return inconclusive(
                object,
                "\(decision.finding.explanation) Yet its controllers go on to complain (\(complaint.reason)): \(complaint.message.prefix(300))",
                [investigation.cite(complaint)] + decision.finding.evidence)
        }
        if investigation.alert.status == .firing, let errors = ComplaintRule.unplaced(object, investigation) {
            return inconclusive(
                object,
                "\(decision.finding.explanation) Yet container \(errors.container) goes on to write errors, and its log doesn't reach back to before the alert to tell whether it always did.",
                [investigation.cite(errors)] + decision.finding.evidence)
        }
        return decision
    }

    /// Whether an alert fires of which neither its own measurement nor the pods that it is about say that it is over.
    private func isUnexplained(_ investigation: Investigation) -> Bool {
        investigation.alert.status == .firing && !investigation.isAboutPodState
            && !investigation.index.snapshot.measurements.of(.alertExpression).contains { $0.holds == false }
    }

    /// A budget that the alert names and that lets no pod go, although all that it counts are well: who drains a node waits for ever.
    ///
    /// Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    private func drained(_ investigation: inout Investigation) -> (words: String, evidence: [EvidenceID])? {
        guard let name = target.labels.disruptionBudget,
            let budget = investigation.index.snapshot.disruptionBudgets.first(where: { $0.name == name && $0.namespace == target.labels.namespace }),
            budget.disruptionsAllowed == 0, budget.expectedPods > 0, budget.currentHealthy >= budget.desiredHealthy
        else { return nil }
        let object = investigation.index.reference(to: budget)
        let evidence = [
            investigation.cite(
                "status.disruptionsAllowed", "0 (\(budget.currentHealthy) healthy, \(budget.desiredHealthy) must be, of \(budget.expectedPods))",
                of: object)
        ]
        return ("\(object) allows no disruption, so that no node under these pods can be drained until there are more of them.", evidence)
    }

    /// A warning about an object that runs no pods (a Service, a claim, an Ingress), as fresh as its repetitions are apart.
    private func complaint(of object: ObjectReference, _ investigation: Investigation) -> Event? {
        guard investigation.alert.status == .firing else { return nil }
        switch target.subject {
        case .service, .claim, .ingress: break
        default: return nil
        }
        return investigation.index.snapshot.events.first { event in
            guard event.object.kind == object.kind, event.object.name == object.name, (event.object.namespace ?? event.namespace) == object.namespace,
                event.isWarning, event.count >= 3, investigation.isRecent(event.lastSeen)
            else { return false }
            return event.lastSeen.map { investigation.now - $0 < .seconds(600) } ?? false
        }
    }

    private func judge(_ investigation: inout Investigation) -> Decision {
        switch target.subject {
        case .workload(let reference):
            guard let workload = investigation.index.workload(reference) ?? target.pod.map({ investigation.index.workload(of: $0) }) else {
                return inconclusive(reference, "\(reference) could not be read.")
            }
            return decide(WorkloadView(workload, in: investigation), &investigation)
        case .unknown(let reason):
            return inconclusive(nil, "The target is unknown: \(reason).")
        case .node(let name):
            guard let node = investigation.index.node(name) else { return inconclusive(nil, "Node \(name) could not be read.") }
            let object = investigation.index.reference(to: node)
            return healthy(
                object, "Node \(name) is ready and under no pressure.", node.conditions["Ready"].map { [investigation.cite($0, of: object)] } ?? [])
        case .service(let reference), .claim(let reference), .cronJob(let reference), .autoscaler(let reference), .quota(let reference),
            .ingress(let reference):
            return !Self.isBlind(investigation)
                ? healthy(reference, "\(reference) shows no fault.", [])
                : inconclusive(reference, "\(reference) shows no fault in what could be read.")
        case .namespace(let name):
            let reference = ObjectReference(kind: Namespace.kind, namespace: nil, name: name)
            if let leaving = leaving(name, &investigation) { return leaving }
            return !Self.isBlind(investigation)
                ? healthy(reference, "No workload of namespace \(name) shows a fault.", [])
                : inconclusive(reference, "Not all of namespace \(name) could be read.")
        }
    }

    /// A namespace that is being deleted and can't be: its conditions say what remains, and whose finalizers.
    ///
    /// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
    private func leaving(_ name: String, _ investigation: inout Investigation) -> Decision? {
        guard let namespace = investigation.index.snapshot.namespaces.first(where: { $0.name == name }),
            namespace.metadata.deletionTimestamp != nil
        else { return nil }
        let object = investigation.index.reference(to: namespace)
        let remaining = namespace.conditions.filter { $0.status == "True" }
        let words = remaining.compactMap(\.message).joined(separator: "; ")
        return inconclusive(
            object, "Namespace \(name) is being deleted and is still there: \(words.isEmpty ? "no condition says what remains" : words).",
            remaining.map { investigation.cite($0, of: object) })
    }

    /// Whether what a verdict needs wasn't read. What only explains more, and metrics and traces that aren't there, are no fault's sign.
    private static func isBlind(_ investigation: Investigation, to resources: [String]? = nil) -> Bool {
        investigation.index.snapshot.failures.contains { failure in
            failure.reason != .notServed && !failure.isAuxiliary && (resources?.contains { failure.resource.hasPrefix($0) } ?? true)
        }
    }

    private func decide(_ view: WorkloadView, _ investigation: inout Investigation) -> Decision {
        // What a node threw out stays behind as a failed pod long after its successor runs.
        let keepsFailed = [Job.kind, Pod.kind].contains(view.reference.kind)
        let pods = view.pods.filter { !PodHealth($0).isDone && (keepsFailed || $0.status.phase != "Failed") }
        let ready = pods.filter { PodHealth($0).isReady }
        let history = history(view, &investigation)
        var evidence = history.evidence
        let isJob = view.reference.kind == Job.kind
        let isDone = view.reference.kind == Pod.kind && !view.pods.isEmpty && view.pods.allSatisfy { PodHealth($0).isDone }
        let isWell =
            isDone
            ? true
            : isJob
                ? pods.allSatisfy { PodHealth($0).isReady }
                : ready.count == pods.count && (view.workload.desired.map { ready.count >= $0 } ?? !pods.isEmpty)
        guard investigation.index.hasRead("pods", namespace: view.reference.namespace) else {
            return inconclusive(view.reference, "The pods of \(view.reference) could not be read.")
        }
        guard isWell else {
            for pod in pods where !PodHealth(pod).isReady {
                evidence += pod.status.containers.filter { !$0.isReady }.prefix(2).map { investigation.cite($0, of: pod) }
            }
            return inconclusive(
                view.reference,
                "\(ready.count) of \(view.workload.desired ?? pods.count) pods of \(view.reference) are ready, and nothing that was read says why the others are not.",
                evidence)
        }
        if Self.isBlind(investigation, to: ["events", "pods"]) {
            return inconclusive(
                view.reference, "The pods of \(view.reference) are ready, but not all that would show a fault could be read.", evidence)
        }
        for pod in ready.prefix(2) {
            if let condition = pod.status.conditions["Ready"] {
                evidence.append(investigation.cite(condition, of: investigation.index.reference(to: pod)))
            }
        }
        let record = record(of: target.pod, beside: ready, &investigation)
        evidence += record.evidence
        let state =
            view.workload.desired == 0
            ? "\(view.reference) is scaled to zero, as its spec asks."
            : isJob
                ? "\(view.reference) has not failed, or a later run made it good."
                : isDone
                    ? "\(view.reference) has completed."
                    : "All \(ready.count) pod\(ready.count == 1 ? "" : "s") of \(view.reference) are running and ready."
        return healthy(view.reference, state + record.text + history.text, evidence)
    }

    /// The pod that the alert names, where it has ended and others do its work: what counts pods by their phase fires until its record is deleted.
    private func record(of pod: Pod?, beside ready: [Pod], _ investigation: inout Investigation) -> (text: String, evidence: [EvidenceID]) {
        guard let pod, pod.status.phase == "Failed", !ready.isEmpty else { return ("", []) }
        let reason = [pod.status.reason, pod.status.message].compactMap(\.self).joined(separator: ": ")
        let said = reason.isEmpty ? "phase Failed" : reason
        return (
            " Pod \(pod.name), which the alert names, has ended (\(said)) and was replaced: its record stays, and alerts that count pods by their phase fire until it is deleted.",
            [investigation.cite("status", said, of: investigation.index.reference(to: pod))]
        )
    }

    /// Restarts and refusals that are over: told, because they are most likely what the alert was about.
    private func history(_ view: WorkloadView, _ investigation: inout Investigation) -> (text: String, evidence: [EvidenceID]) {
        var text = ""
        var evidence: [EvidenceID] = []
        var troubles: [String] = []
        for pod in view.pods {
            for status in pod.status.containers where status.restartCount > 0 {
                guard let end = status.lastState.termination else { continue }
                let at = end.finishedAt.map { " at \($0)" } ?? ""
                text +=
                    " Container \(status.name) of \(pod.name) was restarted \(status.restartCount) time\(status.restartCount == 1 ? "" : "s"), the last time\(at) (\(end.reason ?? "exit code \(end.exitCode)")), and has run well since."
                evidence.append(investigation.cite(status, of: pod))
            }
            if let event = investigation.index.events(of: pod).first(where: { $0.isWarning && investigation.isRecent($0.lastSeen) && $0.count > 1 }) {
                troubles.append(event.message)
                evidence.append(investigation.cite(event))
            }
            if evidence.count >= 3 { break }
        }
        if let first = troubles.first {
            text += " An earlier trouble\(troubles.count > 1 ? " of \(troubles.count) pods" : "") is over: \(first.prefix(160))."
        }
        return (text, evidence)
    }

    private func healthy(_ object: ObjectReference, _ text: String, _ evidence: [EvidenceID]) -> Decision {
        Decision(
            finding: Finding(
                .healthy, object, title: "No active fault found", explanation: text, confidence: evidence.isEmpty ? 0.6 : 0.88, evidence: evidence))
    }

    private func inconclusive(_ object: ObjectReference?, _ text: String, _ evidence: [EvidenceID] = []) -> Decision {
        let nobody = ObjectReference(kind: "", namespace: nil, name: "")
        return Decision(
            finding: Finding(
                .inconclusive, object ?? nobody, title: "The cause can't be told from what was read", explanation: text, confidence: 0.3,
                evidence: evidence),
            missing: missing.isEmpty ? [text] : [])
    }
}
