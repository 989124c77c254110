import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// A workload that the alert is about: itself, what it depends on, and what leads to it.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
extension Diagnostician {
    mutating func explain(_ workload: Workload) -> Explanation {
        let found = finder.explain(workload, isTarget: true)
        if !found.isEmpty, !isWantedZero(found, of: workload) { return found }
        // A volume that the workload's pods mount and that is full, which no pod says of itself.
        if let full = related(fullVolume(of: workload)) { return single(full) }
        // The autoscaler, the Services and the quota of a workload that is well itself.
        let autoscaler = index.snapshot.autoscalers.first {
            $0.targetName == workload.name && $0.targetKind == workload.reference.kind && $0.namespace == workload.namespace
        }
        if let autoscaler, let fault = related(AutoscalerRule.fault(of: autoscaler, investigation: &finder.investigation)) { return single(fault) }
        if let scrape = ScrapeRule.fault(of: workload, investigation: &finder.investigation) { return single(scrape) }
        let way = explainWay(to: workload)
        if !way.isEmpty { return way }
        let refused = explainRefusals(by: workload)
        return refused.isEmpty ? explainCallers(of: workload) : refused
    }

    /// Callers that are kept from a workload that is well: what refuses them stands between the two, and only they say so.
    private mutating func explainRefusals(by workload: Workload) -> Explanation {
        guard finder.investigation.isAboutRequests || finder.investigation.alertMentions("4xx", "401", "403", "denied", "forbidden") else {
            return Explanation()
        }
        let services = Set(index.services(selecting: workload).map(\.name))
        let named = target.labels.caller(in: index)
        let others = finder.investigation.graph.dependents(of: [workload]).filter { $0.reference != named?.reference }
        for caller in ([named].compactMap(\.self) + others).prefix(Self.maximumCallers) {
            var found = finder.explain(caller)
            guard let cause = found.causes.first, [.networkPolicyBlocked, .serviceProtocolMismatch].contains(cause.category),
                let host = cause.peer?.host.split(separator: ".").first, services.contains(String(host))
            else { continue }
            found.chain = [workload.reference] + found.chain
            return found
        }
        return Explanation()
    }

    private static let maximumCallers = 6

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
        for caller in investigation.graph.dependents(of: [workload]).prefix(Self.maximumCallers)
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
            guard selecting.contains(service.name) || fault.details["workload"] == workload.name else { continue }
            if let fault = missed(fault, of: service, isOnly: selecting.isEmpty) { return single(fault) }
        }
        return single(
            related(RouteSearch(services: selecting, workload: workload.name, namespace: workload.namespace).fault(&finder.investigation)))
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
}
