import AgentDomain
import Contracts
import KubernetesModel
import Primitives

// MARK: Peers that look well and are at fault

extension CauseFinder {
    /// What a peer does wrong while Kubernetes calls it well: its errors, its lateness and its refusals are its own, and not its caller's.
    mutating func blamedPeer(_ symptom: Finding, of view: WorkloadView) -> Finding? {
        let isPeers: Set<CauseCategory> = [
            .dependencyUnhealthy, .databaseReadOnly, .databaseConnectionsExhausted, .slowDependency, .serviceProtocolMismatch,
        ]
        guard isPeers.contains(symptom.category), let peer = symptom.peer else { return nil }
        // A client's own pool that is too small says nothing of the server.
        guard symptom.details["mechanism"] != LogMechanism.poolTimedOut.rawValue else { return nil }
        var finding = symptom
        switch investigation.graph.resolve(peer, from: view.workload.namespace) {
        case .service(let service):
            let workloads = investigation.index.workloads(behind: service)
            guard let workload = workloads.first, workload.reference != view.reference else { return nil }
            if symptom.category == .serviceProtocolMismatch, service.ports.count > 1 {
                // Another of the Service's ports is the one that was meant.
                finding.category = .dependencyWrongPort
                finding.object = symptom.object
                finding.explanation +=
                    " Service \(service.name) has the ports \(service.ports.map { [$0.name, String($0.number)].compactMap(\.self).joined(separator: "=") }.joined(separator: ", "))."
                return finding
            }
            finding.object = symptom.category == .serviceProtocolMismatch ? investigation.index.reference(to: service) : workload.reference
        case .pod(let pod): finding.object = investigation.index.workload(of: pod).reference
        case .missingService, .unreadService, .external: return nil
        }
        if let said = ownWords(of: finding.object) {
            finding.evidence.append(investigation.cite(said))
            finding.explanation += " \(finding.object) says of itself: \(said.line.prefix(240))"
            if symptom.category == .slowDependency, let state = said.mechanism.ownState {
                // Why it is late, and not only that it is.
                finding.category = state
                finding.title = "\(finding.object.name) keeps its callers waiting: \(said.mechanism.words)"
            }
        } else {
            finding.explanation += " Nothing else is wrong with \(finding.object), or between the two."
        }
        finding.confidence = min(finding.confidence, 0.85)
        return finding
    }

    /// What a peer's log says of itself lately, where that names a reason.
    private func ownWords(of peer: ObjectReference) -> LogFact? {
        guard let workload = investigation.index.workload(peer) else { return nil }
        return investigation.index.pods(of: workload).prefix(2).flatMap { investigation.index.logs(of: $0) }.filter { !$0.isPrevious }
            .flatMap { investigation.scanner.facts(in: $0) }
            .filter { fact in
                fact.mechanism != .crash && !fact.isInformational && fact.lastSeen.map { investigation.now - $0 < .seconds(900) } ?? true
            }
            .decisive
    }

    /// A peer that is ready, by its own word, and refuses connections: its program listens elsewhere, or is another one.
    mutating func refusingPeer(_ symptom: Finding, of view: WorkloadView) -> Finding? {
        guard symptom.category == .dependencyUnreachable, symptom.details["mechanism"] == LogMechanism.connectionRefused.rawValue,
            let peer = symptom.peer, case .service(let service) = investigation.graph.resolve(peer, from: view.workload.namespace),
            let workload = investigation.index.workloads(behind: service).first, workload.reference != view.reference,
            investigation.index.pods(of: workload).contains(where: { PodHealth($0).isReady })
        else { return nil }
        var finding = symptom
        finding.object = workload.reference
        finding.confidence = 0.75
        finding.title = "\(workload.reference) refuses connections at \(peer)"
        finding.explanation += " The pods of \(workload.reference) are ready, and nothing listens there."
        let recent = RolloutHistory(masking: investigation.masking).changes(of: workload, index: investigation.index).filter(isRelevant)
        let decisive = recent.first { $0.field.hasSuffix(".command") || $0.field.hasSuffix(".args") } ?? recent.first
        guard let decisive else { return finding }
        if decisive.field.hasSuffix(".command") || decisive.field.hasSuffix(".args") { finding.category = .badCommand }
        finding.confidence = 0.85
        finding.evidence.append(investigation.cite(decisive))
        finding.explanation += " Its newest rollout changed it: \(decisive.summary)" + (decisive.at.map { " (\($0))" } ?? "") + "."
        changes += recent.filter { !changes.contains($0) }
        return finding
    }
}
