import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Finds the causes for whatever the alert is about, and says "healthy" or "inconclusive" where that is the truth.
///
/// Source: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
struct Diagnostician {
    var finder: CauseFinder
    let target: InvestigationTarget
    /// What is as it is whether the alert fires or not.
    var standing: [Finding] = []
    /// Who asks for which Service; looked up once, where a Service leads nowhere.
    private var demand: ServiceDemand?

    init(_ investigation: Investigation) {
        finder = CauseFinder(investigation)
        target = investigation.target
    }

    var index: ClusterIndex { finder.investigation.index }

    mutating func diagnose() -> Diagnosis {
        var explanation = explainTarget()
        explanation.causes = Self.distinct(explanation.causes)
        var missing = Missing.sentences(index.snapshot, target: target)
        var notes = target.notes
        var context: [EvidenceID] = []
        if explanation.isEmpty {
            let verdict = Verdict(
                target: target, missing: Missing.sentences(index.snapshot, target: target, essentialOnly: true), standing: standing
            ).decide(&finder.investigation)
            explanation.causes = [verdict.finding]
            missing += verdict.missing
            notes += verdict.notes + Neighbours.debugging(target, index: index)
            context += verdict.finding.evidence + standing.prefix(Self.maximumStanding).flatMap(\.evidence)
            if !standing.isEmpty, verdict.finding.category == .healthy { explanation.causes[0].confidence *= 0.85 }
        } else {
            notes += Neighbours.notes(
                besides: Set(explanation.chain + explanation.causes.map(\.object.withoutContainer)), target: target, index: index)
        }
        notes += standing.prefix(Self.maximumStanding).map { "Found as well, with nothing that connects it to this alert: \($0.title)." }
        return Diagnosis(
            causes: Array(explanation.causes.prefix(4)), symptoms: Self.distinct(explanation.symptoms), chain: explanation.chain,
            changes: finder.changes, missing: missing, notes: notes, context: context)
    }

    /// Of what is noted beside an answer.
    private static let maximumStanding = 3

    private static func distinct(_ findings: [Finding]) -> [Finding] {
        var seen: Set<ObjectReference> = []
        var categories: Set<String> = []
        return findings.filter { finding in
            let isNew = seen.insert(finding.object).inserted
            return categories.insert("\(finding.category) \(finding.object)").inserted || isNew
        }
    }

    private mutating func explainTarget() -> Explanation {
        if let named = RouteSearch.named(
            by: finder.investigation.alert, namespace: target.labels.namespace, investigation: &finder.investigation)
        {
            return single(named)
        }
        if let served = explainServedAPI() { return served }
        switch target.subject {
        case .workload(let reference):
            guard let workload = index.workload(reference) ?? target.pod.map({ index.workload(of: $0) }) else { return Explanation() }
            return explain(workload)
        case .service(let reference): return explainService(reference)
        case .ingress(let reference): return explainIngress(reference)
        case .node(let name): return explainNode(name)
        case .claim(let reference): return explainClaim(reference)
        case .cronJob(let reference): return explainCronJob(reference)
        case .autoscaler(let reference): return explainAutoscaler(reference)
        case .quota(let reference):
            let quota = index.snapshot.resourceQuotas.first { index.reference(to: $0) == reference }
            return single(quota.flatMap { QuotaRule.exhausted($0, investigation: &finder.investigation) })
        case .namespace(let name): return explainNamespace(name)
        case .unknown:
            if target.labels.namespace == nil { return explainCluster() }
            return single(
                target.labels.pod.flatMap {
                    GonePodRule.fault(of: $0, namespace: target.labels.namespace, investigation: &finder.investigation)
                })
        }
    }

    /// An API group that the alert names, and whose server is elsewhere: what is wrong with that, or that nobody answers.
    private mutating func explainServedAPI() -> Explanation? {
        guard let (api, server) = MetricsAPI.named(by: finder.investigation.alert, index), let available = api.conditions["Available"] else {
            return nil
        }
        let object = index.reference(to: api)
        let evidence = [finder.investigation.cite(available, of: object)]
        if var found = server.map({ finder.explain($0, isTarget: true) }), !found.isEmpty {
            found.causes[0].evidence += evidence
            found.chain = [object] + found.chain
            return found
        }
        let words = [available.reason, available.message].compactMap(\.self).joined(separator: ": ")
        return single(
            Finding(
                .serviceWithoutEndpoints, object, title: "API \(api.name) is not available",
                explanation: "\(object) is served by Service \(api.serviceNamespace ?? "")/\(api.serviceName ?? ""): \(words)", confidence: 0.8,
                evidence: evidence, since: available.lastTransitionTime))
    }

    func single(_ finding: Finding?) -> Explanation {
        finding.map { Explanation(causes: [$0], chain: [$0.object]) } ?? Explanation()
    }

    /// What is found beside the target, if it has to do with the alert; else it is kept for a note.
    mutating func related(_ finding: Finding?) -> Finding? {
        guard let finding else { return nil }
        if finder.investigation.concerns(finding) { return finding }
        standing.append(finding)
        return nil
    }

    /// A Service that leads nowhere, if somebody misses it: a workload has one, and one more that selects nothing (a canary's, between releases)
    /// or a port that is left over is somebody's only if it is asked for.
    mutating func missed(_ fault: Finding, of service: Service, isOnly: Bool) -> Finding? {
        let demand = demand ?? ServiceDemand(finder.investigation)
        self.demand = demand
        if let port = fault.details["spare_port"].flatMap({ Int($0) }) {
            return demand.wants(port: port, of: service) ? fault : related(fault)
        }
        return isOnly || !fault.category.isLackOfPods || demand.isAny(for: service) ? fault : related(fault)
    }

    private mutating func explainService(_ reference: ObjectReference) -> Explanation {
        guard let service = index.service(namespace: reference.namespace, name: reference.name) else { return Explanation() }
        for workload in index.workloads(behind: service) {
            let found = finder.explain(workload, isTarget: true)
            if !found.isEmpty { return found }
        }
        for workload in index.workloads(behind: service) {
            if let scrape = ScrapeRule.fault(of: workload, investigation: &finder.investigation) { return single(scrape) }
        }
        if let fault = ServiceRule.fault(of: service, investigation: &finder.investigation) { return single(fault) }
        return single(
            RouteSearch(services: [service.name], workload: service.name, namespace: service.namespace).fault(&finder.investigation))
    }

    private mutating func explainIngress(_ reference: ObjectReference) -> Explanation {
        guard let ingress = index.snapshot.ingresses.first(where: { index.reference(to: $0) == reference }) else { return Explanation() }
        if let expiry = CertificateRule.expiry(of: ingress, investigation: &finder.investigation) { return single(expiry) }
        if let fault = IngressRule.fault(of: ingress, investigation: &finder.investigation) { return single(fault) }
        for backend in ingress.backends {
            let found = explainService(ObjectReference(kind: Service.kind, namespace: reference.namespace, name: backend.service))
            if !found.isEmpty { return found }
        }
        return single(IngressRule.unclassed(ingress, investigation: &finder.investigation))
    }

    private mutating func explainNode(_ name: String) -> Explanation {
        guard let node = index.node(name) else { return Explanation() }
        return single(
            NodeRule.fault(of: node, investigation: &finder.investigation)
                ?? load(of: node)
                ?? related(NodeRule.cordon(of: node, investigation: &finder.investigation)))
    }

    /// A disk that is as full as it was for a year isn't why the node's clock drifts.
    private mutating func load(of node: Node) -> Finding? {
        guard let fault = NodeLoadRule.fault(of: index.reference(to: node), investigation: &finder.investigation) else { return nil }
        return [.nodeMemoryPressure, .nodeDiskPressure].contains(fault.category) ? related(fault) : fault
    }

    /// An alert about the cluster as a whole: its components and its nodes are what can be judged without a name.
    private mutating func explainCluster() -> Explanation {
        let faults = ClusterAlertRule.findings(&finder.investigation)
        return Explanation(causes: faults, chain: faults.prefix(1).map(\.object))
    }

    private mutating func explainClaim(_ reference: ObjectReference) -> Explanation {
        let isWanted = index.pods(in: reference.namespace).contains { pod in
            pod.spec.volumes.contains { $0.source == .persistentVolumeClaim(name: reference.name) }
        }
        return single(
            ClaimRule.finding(for: reference, wanted: isWanted, investigation: &finder.investigation)
                ?? VolumeUseRule.measured(reference, investigation: &finder.investigation)
                ?? VolumeUseRule.reportedlyFull(reference, investigation: &finder.investigation))
    }

    private mutating func explainCronJob(_ reference: ObjectReference) -> Explanation {
        guard let cronJob = index.snapshot.cronJobs.first(where: { index.reference(to: $0) == reference }) else { return Explanation() }
        if let fault = JobRule.cronFault(cronJob, investigation: &finder.investigation) { return single(fault) }
        let jobs = index.snapshot.jobs.filter { $0.metadata.controller?.uid == cronJob.metadata.uid }
            .sorted { ($0.startTime ?? .goZero) > ($1.startTime ?? .goZero) }
        for job in jobs.prefix(3) where !JobRule.isSuperseded(job, finder.investigation) {
            var found = index.workload(index.reference(to: job)).map { finder.explain($0, isTarget: true) } ?? Explanation()
            if found.isEmpty { continue }
            if let held = MissedStartRule.refusal(cronJob, finder.investigation), !found.causes.isEmpty {
                found.causes[0].evidence.append(finder.investigation.cite(held))
                found.causes[0].explanation += " Meanwhile CronJob \(cronJob.name) starts no other run: \(held.message)"
            }
            return found
        }
        return single(MissedStartRule.fault(of: cronJob, investigation: &finder.investigation))
    }

    private mutating func explainAutoscaler(_ reference: ObjectReference) -> Explanation {
        guard let autoscaler = index.snapshot.autoscalers.first(where: { index.reference(to: $0) == reference }) else { return Explanation() }
        if let fault = AutoscalerRule.fault(of: autoscaler, investigation: &finder.investigation) { return single(fault) }
        let found =
            index.workload(kind: autoscaler.targetKind, namespace: reference.namespace, name: autoscaler.targetName)
            .map { finder.explain($0, isTarget: true) } ?? Explanation()
        return found.isEmpty ? single(AutoscalerRule.limit(of: autoscaler, investigation: &finder.investigation)) : found
    }
}
