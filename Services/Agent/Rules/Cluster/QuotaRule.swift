import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Quotas that are used up, as a refusal names them or as their own status shows.
///
/// Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
enum QuotaRule {
    static func category(of resource: String) -> CauseCategory {
        if resource.contains("memory") { return .quotaMemoryExceeded }
        if resource.contains("cpu") { return .quotaCPUExceeded }
        if resource.contains("storage") || resource.contains("persistentvolumeclaims") { return .quotaStorageExceeded }
        if resource.contains("services") { return .quotaServicesExceeded }
        return .quotaPodsExceeded
    }

    /// Reads `exceeded quota: team, requested: requests.memory=64Mi, used: requests.memory=128Mi, limited: requests.memory=128Mi`.
    static func finding(
        quota name: String, message: String, refused: ObjectReference, evidence: [EvidenceID], since: Timestamp?, investigation: inout Investigation
    ) -> Finding {
        let object = ObjectReference(kind: ResourceQuota.kind, namespace: refused.namespace, name: name)
        let quota = investigation.index.snapshot.resourceQuotas.first { $0.name == name && $0.namespace == refused.namespace }
        var evidence = evidence
        var resource = ""
        if message.mentions("must specify") {
            let said = message.word(after: "must specify ") ?? "limits.memory"
            resource = said
            return Finding(
                category(of: said), object, title: "Quota \(name) wants \(said) on every pod",
                explanation: "\(refused) can't create its pods, because quota \(name) counts \(said) and the pods don't state it: \(message)",
                confidence: 0.85, evidence: evidence, since: since, details: ["resource": resource, "quota": name])
        }
        let refusal = QuotaRefusal(message)
        resource = refusal.exceeded ?? quota.flatMap { fullest($0) } ?? "pods"
        if let quota, let hard = quota.hard[resource], let used = quota.used[resource] {
            evidence.append(investigation.cite("status", "\(resource) used \(used) of hard \(hard)", of: object))
        }
        return Finding(
            category(of: resource), object, title: "Quota \(name) is exhausted for \(resource)",
            explanation: "\(refused) can't create its pods, because quota \(name) \(refusal.shortfall(of: resource)): \(message)", confidence: 0.97,
            evidence: evidence, since: since, details: ["resource": resource, "quota": name])
    }

    private static func fullest(_ quota: ResourceQuota) -> String? {
        quota.hard.filter { resource, hard in (quota.used[resource] ?? .zero) >= hard }.keys.sorted().first
    }

    static func isUsedUp(storage quota: ResourceQuota) -> Bool {
        quota.hard.contains { name, hard in category(of: name) == .quotaStorageExceeded && (quota.used[name] ?? .zero) >= hard }
    }

    static func isUsedUp(_ resource: String, _ quota: ResourceQuota) -> Bool {
        quota.hard.contains { name, hard in (name == resource || name == "count/\(resource)") && (quota.used[name] ?? .zero) >= hard }
    }

    /// A quota whose status says that something is used up: refusals of Services and claims leave no event behind.
    ///
    /// - Parameter asked: the resource that something was refused for, `services`; else whichever is used up.
    static func exhausted(_ quota: ResourceQuota, of asked: String? = nil, investigation: inout Investigation) -> Finding? {
        let full = quota.hard.filter { resource, hard in (quota.used[resource] ?? .zero) >= hard && quota.used[resource] != nil }.keys.sorted()
        let resource: String?
        if let asked {
            resource = full.first { $0 == asked || $0 == "count/\(asked)" }
        } else {
            // An alert about a quota mostly names the resource as well. A limit of nothing is a ban, and used up from the first day.
            let named = investigation.alert.labels["resource"]
            resource = full.first { $0 == named } ?? full.first { (quota.hard[$0] ?? .zero) > .zero }
        }
        guard let resource, let hard = quota.hard[resource], let used = quota.used[resource] else { return nil }
        let object = investigation.index.reference(to: quota)
        return Finding(
            category(of: resource), object,
            title: hard == .zero ? "Quota \(quota.name) allows no \(resource)" : "Quota \(quota.name) is exhausted for \(resource)",
            explanation:
                "Quota \(quota.name) allows \(hard) of \(resource) and \(used) are used: nothing more that counts against it can be created.",
            confidence: 0.8, evidence: [investigation.cite("status", "\(resource) used \(used) of hard \(hard)", of: object)],
            since: investigation.rewritten(quota.metadata), details: ["resource": resource, "quota": quota.name])
    }
}
