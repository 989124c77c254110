import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// An alert that names a namespace and nothing in it.
extension Diagnostician {
    /// Whether all that is unwell of a workload has been so since more than a day before the alert.
    private func isLongStanding(_ workload: Workload) -> Bool {
        let investigation = finder.investigation
        let pods = index.pods(of: workload)
        // Pods that are missing have no time of their own.
        guard !investigation.isAboutPodState, workload.desired.map({ $0 <= pods.count }) ?? true else { return false }
        let unready = pods.filter { !PodHealth($0).isReady && !PodHealth($0).isDone }
        let limit = investigation.alert.startsAt - Investigation.memory
        return !unready.isEmpty
            && unready.allSatisfy { pod in
                (pod.status.conditions["Ready"]?.lastTransitionTime ?? pod.metadata.creationTimestamp).map { $0 < limit } ?? false
            }
    }

    /// No object is named: every fault of the namespace is a candidate, the most certain first.
    mutating func explainNamespace(_ name: String) -> Explanation {
        if let stuck = NamespaceEndRule.fault(of: name, investigation: &finder.investigation) { return single(stuck) }
        if let expiry = CertificateRule.named(in: name, investigation: &finder.investigation) { return single(expiry) }
        var all: [Explanation] = []
        let workloads = index.workloads.filter { $0.namespace == name }.sorted { $0.reference.description < $1.reference.description }
        for workload in workloads
        where index.pods(of: workload).contains(where: { PodHealth($0).isTroubled }) || workload.desired.map({ $0 > workload.ready }) == true {
            let found = finder.explain(workload)
            guard !found.isEmpty else { continue }
            // What was so long before the alert began didn't raise it.
            if isLongStanding(workload) { standing += found.causes.prefix(1) } else { all.append(found) }
        }
        for quota in index.snapshot.resourceQuotas where quota.namespace == name && all.isEmpty {
            if let fault = related(QuotaRule.exhausted(quota, investigation: &finder.investigation)) { all.append(single(fault)) }
        }
        for cronJob in index.snapshot.cronJobs where cronJob.namespace == name && all.isEmpty {
            if let fault = related(JobRule.cronFault(cronJob, investigation: &finder.investigation)) { all.append(single(fault)) }
        }
        for service in index.services(in: name) where all.isEmpty {
            guard let fault = ServiceRule.fault(of: service, investigation: &finder.investigation) else { continue }
            if let fault = missed(fault, of: service, isOnly: false) { all.append(single(fault)) }
        }
        if all.isEmpty, let fault = related(RouteSearch(services: [], workload: nil, namespace: name).fault(&finder.investigation)) {
            all.append(single(fault))
        }
        if all.isEmpty, let fault = NamedObjectRule.fault(in: name, investigation: &finder.investigation) { all.append(single(fault)) }
        // A component's own alert may carry the namespace that it lives in, and no more.
        if all.isEmpty, ClusterAlertRule.role(of: finder.investigation.alert) != nil {
            all += ClusterAlertRule.findings(&finder.investigation).prefix(1).map { single($0) }
        }
        guard var best = all.max(by: { ($0.causes.first?.confidence ?? 0) < ($1.causes.first?.confidence ?? 0) }) else { return Explanation() }
        let first = best.causes[0]
        best.causes = [first] + all.flatMap { $0.causes.prefix(1) }.filter { $0.object != first.object || $0.category != first.category }
        return best
    }
}
