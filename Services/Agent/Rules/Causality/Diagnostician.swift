import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Finds the causes for whatever the alert is about, and says "healthy" or "inconclusive" where that is the truth.
struct Diagnostician {
    private(set) var finder: CauseFinder
    private let target: InvestigationTarget

    init(_ investigation: Investigation) {
        finder = CauseFinder(investigation)
        target = investigation.target
    }

    private var index: ClusterIndex { finder.investigation.index }

    mutating func diagnose() -> Diagnosis {
        var explanation = explainTarget()
        explanation.causes = Self.distinct(explanation.causes)
        var missing = Missing.sentences(index.snapshot, target: target)
        var notes = target.notes
        var context: [EvidenceID] = []
        if explanation.isEmpty {
            let verdict = Verdict(target: target, missing: Missing.sentences(index.snapshot, target: target, essentialOnly: true)).decide(
                &finder.investigation)
            explanation.causes = [verdict.finding]
            missing += verdict.missing
            notes += verdict.notes + Neighbours.debugging(target, index: index)
            context += verdict.finding.evidence
        } else {
            notes += Neighbours.notes(
                besides: Set(explanation.chain + explanation.causes.map(\.object.withoutContainer)), target: target, index: index)
        }
        return Diagnosis(
            causes: Array(explanation.causes.prefix(4)), symptoms: Self.distinct(explanation.symptoms), chain: explanation.chain,
            changes: finder.changes, missing: missing, notes: notes, context: context)
    }

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

    private func single(_ finding: Finding?) -> Explanation {
        finding.map { Explanation(causes: [$0], chain: [$0.object]) } ?? Explanation()
    }

    private mutating func explain(_ workload: Workload) -> Explanation {
        let found = finder.explain(workload, isTarget: true)
        if !found.isEmpty, !isWantedZero(found, of: workload) { return found }
        // A volume that the workload's pods mount and that is full, which no pod says of itself.
        if let full = fullVolume(of: workload) { return single(full) }
        // The autoscaler, the Services and the quota of a workload that is well itself.
        let autoscaler = index.snapshot.autoscalers.first {
            $0.targetName == workload.name && $0.targetKind == workload.reference.kind && $0.namespace == workload.namespace
        }
        if let autoscaler, let fault = AutoscalerRule.fault(of: autoscaler, investigation: &finder.investigation) { return single(fault) }
        if let scrape = ScrapeRule.fault(of: workload, investigation: &finder.investigation) { return single(scrape) }
        let way = explainWay(to: workload)
        return way.isEmpty ? explainCallers(of: workload) : way
    }

    /// A policy that keeps a caller that is unwell from the workload.
    private mutating func blockedCaller(_ caller: Workload, of workload: Workload) -> Finding? {
        guard let from = index.pods(of: caller).first(where: { !PodHealth($0).isReady }), let to = index.pods(of: workload).first else { return nil }
        let ports = index.services(selecting: workload).flatMap(\.ports).compactMap { port in
            if case .number(let number) = port.target { number } else { nil }
        }
        guard let port = ports.first,
            let policy = NetworkPolicyEvaluator(index: index).policy(
                blocking: NetworkPolicyEvaluator.Endpoint(from), to: NetworkPolicyEvaluator.Endpoint(to),
                port: NetworkPolicyEvaluator.Port(number: port))
        else {
            return nil
        }
        let object = index.reference(to: policy)
        let evidence = from.status.containers.prefix(1).map { finder.investigation.cite($0, of: from) }
        return Finding(
            .networkPolicyBlocked, object, title: "NetworkPolicy \(policy.name) blocks \(caller.name)",
            explanation: "NetworkPolicy \(policy.name) doesn't allow \(caller.reference) to reach \(workload.reference) on port \(port).",
            confidence: 0.95,
            evidence: [finder.investigation.cite("spec", "doesn't allow port \(port) of \(workload.name)", of: object)] + evidence)
    }

    /// What piles up at a workload that is well: those who should take it away are not.
    private mutating func explainCallers(of workload: Workload) -> Explanation {
        let investigation = finder.investigation
        guard !investigation.isAboutPodState, investigation.alertMentions("queue", "backlog", "lag", "growing", "consumer", "unprocessed", "messages")
        else {
            return Explanation()
        }
        for caller in investigation.graph.dependents(of: [workload]).prefix(6)
        where index.pods(of: caller).contains(where: { !PodHealth($0).isReady && !PodHealth($0).isDone }) {
            var found = blockedCaller(caller, of: workload).map { single($0) } ?? finder.explain(caller)
            guard !found.isEmpty else { continue }
            found.chain = [workload.reference] + found.chain
            found.causes = found.causes.map { cause in
                var cause = cause
                cause.confidence *= 0.85
                cause.explanation += " \(caller.reference) works on what \(workload.reference) holds."
                return cause
            }
            return found
        }
        return Explanation()
    }

    /// Services and Ingresses that lead to a workload, or were meant to.
    private mutating func explainWay(to workload: Workload) -> Explanation {
        let selecting = Set(index.services(selecting: workload).map(\.name))
        for service in index.services(in: workload.namespace) {
            guard let fault = ServiceRule.fault(of: service, investigation: &finder.investigation) else { continue }
            if selecting.contains(service.name) || fault.details["workload"] == workload.name { return single(fault) }
        }
        return single(
            RouteSearch.fault(
                toServices: selecting, workload: workload.name, namespace: workload.namespace, investigation: &finder.investigation))
    }

    private mutating func fullVolume(of workload: Workload) -> Finding? {
        for pod in index.pods(of: workload) {
            for volume in pod.spec.volumes {
                guard case .persistentVolumeClaim(let name) = volume.source else { continue }
                let claim = ObjectReference(kind: PersistentVolumeClaim.kind, namespace: pod.namespace, name: name)
                if let full = VolumeUseRule.measured(claim, investigation: &finder.investigation) { return full }
            }
        }
        return nil
    }

    /// A workload that somebody scaled to zero is no fault where only its former pod is named, or where an autoscaler did it and nobody needs it.
    private func isWantedZero(_ found: Explanation, of workload: Workload) -> Bool {
        guard found.causes.first?.category == .scaledToZero, found.causes.first?.object == workload.reference else { return false }
        if target.labels.pod != nil || finder.investigation.alert.status == .resolved { return true }
        let isScaler =
            index.snapshot.autoscalers.contains { $0.targetName == workload.name && $0.namespace == workload.namespace }
            || workload.metadata.annotations.keys.contains {
                $0.hasPrefix("autoscaling.keda.sh/") || $0.hasPrefix("downscaler/") || $0.hasPrefix("zesty")
            }
            || workload.metadata.labels.keys.contains { $0.hasPrefix("scaledobject.keda.sh/") }
        return isScaler && finder.investigation.graph.dependents(of: [workload]).isEmpty
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
            RouteSearch.fault(
                toServices: [service.name], workload: service.name, namespace: service.namespace, investigation: &finder.investigation))
    }

    private mutating func explainIngress(_ reference: ObjectReference) -> Explanation {
        guard let ingress = index.snapshot.ingresses.first(where: { index.reference(to: $0) == reference }) else { return Explanation() }
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
                ?? NodeLoadRule.fault(of: index.reference(to: node), investigation: &finder.investigation)
                ?? NodeRule.cordon(of: node, investigation: &finder.investigation))
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

    /// Whether all that is unwell of a workload has been so since more than a day before the alert.
    private func isLongStanding(_ workload: Workload) -> Bool {
        let investigation = finder.investigation
        guard !investigation.isAboutPodState else { return false }
        let unready = index.pods(of: workload).filter { !PodHealth($0).isReady && !PodHealth($0).isDone }
        let limit = investigation.alert.startsAt - Investigation.memory
        return !unready.isEmpty
            && unready.allSatisfy { pod in
                (pod.status.conditions["Ready"]?.lastTransitionTime ?? pod.metadata.creationTimestamp).map { $0 < limit } ?? false
            }
    }

    /// No object is named: every fault of the namespace is a candidate, the most certain first.
    private mutating func explainNamespace(_ name: String) -> Explanation {
        if let stuck = NamespaceEndRule.fault(of: name, investigation: &finder.investigation) { return single(stuck) }
        var all: [Explanation] = []
        let workloads = index.workloads.filter { $0.namespace == name }.sorted { $0.reference.description < $1.reference.description }
        for workload in workloads
        where index.pods(of: workload).contains(where: { PodHealth($0).isTroubled }) || workload.desired.map({ $0 > workload.ready }) == true {
            // What was so long before the alert began didn't raise it.
            guard !isLongStanding(workload) else { continue }
            let found = finder.explain(workload)
            if !found.isEmpty { all.append(found) }
        }
        for quota in index.snapshot.resourceQuotas where quota.namespace == name && all.isEmpty {
            if let fault = QuotaRule.exhausted(quota, investigation: &finder.investigation) { all.append(single(fault)) }
        }
        for cronJob in index.snapshot.cronJobs where cronJob.namespace == name && all.isEmpty {
            if let fault = JobRule.cronFault(cronJob, investigation: &finder.investigation) { all.append(single(fault)) }
        }
        for service in index.services(in: name) where all.isEmpty {
            if let fault = ServiceRule.fault(of: service, investigation: &finder.investigation) { all.append(single(fault)) }
        }
        if all.isEmpty, let fault = RouteSearch.fault(toServices: [], workload: nil, namespace: name, investigation: &finder.investigation) {
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
