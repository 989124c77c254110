import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Pods that the API server refuses to create. The refusal is an event of the controller and a condition of the ReplicaSet, never of a pod.
/// A few refusals while accounts and caches come up are normal: only a controller that still lacks pods is at fault.
///
/// Source: pkg/quota/v1/evaluator and plugin/pkg/admission in kubernetes/kubernetes.
struct AdmissionRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        let condition = view.workload.conditions["ReplicaFailure"]
        let failing = condition?.status == "True" ? condition : nil
        let refusals = view.events.filter { ["FailedCreate", "FailedCreatePod"].contains($0.reason) && $0.isWarning }
        if refusals.isEmpty, let told = toldByOthers(view, &investigation) { return [told] }
        guard failing != nil || (refusals.contains { investigation.isRecent($0.lastSeen) } && Self.lacksPods(view, investigation)) else { return [] }
        guard let message = refusals.first?.message ?? failing?.message else { return [] }
        var evidence: [EvidenceID] = []
        if let event = refusals.first { evidence.append(investigation.cite(event)) }
        if let failing { evidence.append(investigation.cite(failing, of: view.reference)) }
        return [finding(message, view: view, evidence: evidence, since: refusals.last?.firstSeen, investigation: &investigation)]
    }

    /// An operator that says of a workload what the API server refused it: a Service, a claim, a ConfigMap.
    private func toldByOthers(_ view: WorkloadView, _ investigation: inout Investigation) -> Finding? {
        guard
            let event = view.events.first(where: { event in
                event.isWarning && investigation.isRecent(event.lastSeen) && event.message.mentions("is forbidden: exceeded quota")
            }), let name = event.message.word(after: "exceeded quota: ")
        else { return nil }
        return QuotaRule.finding(
            quota: name, message: event.message, refused: view.reference, evidence: [investigation.cite(event)], since: event.firstSeen,
            investigation: &investigation)
    }

    private static func lacksPods(_ view: WorkloadView, _ investigation: Investigation) -> Bool {
        if view.reference.kind == Job.kind { return view.pods.isEmpty }
        guard let desired = view.workload.desired else { return false }
        return view.pods.count < desired
    }

    private func finding(
        _ message: String, view: WorkloadView, evidence: [EvidenceID], since: Timestamp?, investigation: inout Investigation
    ) -> Finding {
        let namespace = view.reference.namespace
        func finding(_ category: CauseCategory, _ object: ObjectReference, _ title: String, _ confidence: Double, _ evidence: [EvidenceID]) -> Finding
        {
            Finding(
                category, object, title: title, explanation: "\(view.reference) can't create its pods: \(message)", confidence: confidence,
                evidence: evidence, since: since)
        }
        // First: a webhook's own words may sound like any other refusal.
        if message.mentions("failed calling webhook", "failed to call webhook") {
            let name = message.between("webhook \"", "\"") ?? "an admission webhook"
            let told = WebhookSearch.evidence(of: name, &investigation)
            var fault = finding(
                .admissionWebhookFailed, WebhookSearch.configuration(of: name, investigation.index) ?? view.reference,
                "Admission webhook \(name) can't be called", 0.95, evidence + told)
            if let trouble = WebhookSearch.trouble(of: name, &investigation) {
                fault.explanation += (fault.explanation.hasSuffix(".") ? " " : ". ") + trouble.words
                fault.evidence += trouble.evidence
            }
            return fault
        }
        if message.mentions("admission webhook") && message.mentions("denied the request") {
            let name = message.between("webhook \"", "\"") ?? "an admission webhook"
            return finding(.admissionWebhookFailed, view.reference, "Admission webhook \(name) refuses the pod", 0.9, evidence)
        }
        if let name = message.word(after: "exceeded quota: ") ?? message.word(after: "failed quota: ") {
            return QuotaRule.finding(
                quota: name, message: message, refused: view.reference, evidence: evidence, since: since, investigation: &investigation)
        }
        if message.mentions("serviceaccount", "service account") && message.mentions("not found") {
            let account = message.between("serviceaccount \"", "\"")?.split(separator: "/").last.map(String.init)
            return finding(.missingServiceAccount, view.reference, "ServiceAccount \(account ?? "") does not exist", 0.96, evidence)
        }
        if message.mentions(
            "maximum cpu usage per", "maximum memory usage per", "minimum cpu usage per", "minimum memory usage per", "limit to request ratio",
            "maximum storage usage", "minimum storage usage", "usage per container is", "usage per pod is")
        {
            let ranges = investigation.index.snapshot.limitRanges.filter { $0.namespace == namespace }
            let kind = message.mentions("per pod") ? "Pod" : message.mentions("persistentvolumeclaim") ? "PersistentVolumeClaim" : "Container"
            let range = ranges.first { $0.limits.contains { $0.type == kind } } ?? ranges.first
            let object = range.map { investigation.index.reference(to: $0) } ?? view.reference
            return finding(.limitRangeViolation, object, "The pod's resources violate a LimitRange", 0.95, evidence)
        }
        if message.mentions("violates podsecurity", "podsecuritypolicy", "unable to validate against any security context constraint") {
            return finding(
                .podSecurityDenied, view.reference, "Pod Security admission refuses the pod", 0.96, evidence + level(namespace, &investigation))
        }
        if message.mentions("validatingadmissionpolicy") {
            return finding(.admissionWebhookFailed, view.reference, "An admission policy refuses the pod", 0.85, evidence)
        }
        if message.mentions("being terminated") && message.mentions("namespace") {
            return finding(.invalidConfiguration, view.reference, "Namespace \(namespace ?? "") is being deleted", 0.85, evidence)
        }
        if message.mentions(
            "etcdserver", "context deadline exceeded", "the server was unable to return a response", "timeout: request did not complete")
        {
            return ControlPlaneRule.apiServer(&investigation)
                ?? finding(.controlPlaneUnhealthy, view.reference, "The API server can't store the pods", 0.7, evidence)
        }
        if message.mentions("is forbidden: user", "cannot create resource", "cannot set blockownerdeletion") {
            return finding(.rbacForbidden, view.reference, "The controller may not create pods", 0.93, evidence)
        }
        if message.mentions("no priorityclass with name", "is invalid", "invalid value", "required value") {
            return finding(.invalidConfiguration, view.reference, "The pod template is invalid", 0.9, evidence)
        }
        return finding(.invalidConfiguration, view.reference, "The API server refuses the workload's pods", 0.5, evidence)
    }

    /// The level that the namespace enforces.
    private func level(_ namespace: String?, _ investigation: inout Investigation) -> [EvidenceID] {
        let key = "pod-security.kubernetes.io/enforce"
        guard let home = investigation.index.snapshot.namespaces.first(where: { $0.name == namespace }), let level = home.metadata.labels[key] else {
            return []
        }
        return [investigation.cite("metadata.labels[\(key)]", level, of: investigation.index.reference(to: home))]
    }
}
