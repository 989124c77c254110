import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Walks from a workload's symptoms down its dependencies to the deepest object that is at fault.
///
/// A workload's own faults end the walk: nothing else can have brought them about. Its symptoms are followed to the peers that they name,
/// and only where they name none to those of the configuration. Without such an edge no other object's fault is ever an answer.
struct CauseFinder {
    private static let maximumDepth = 6
    private static let rules: [any WorkloadRule] = [
        PodFateRule(), SchedulingRule(), AdmissionRule(), ImageRule(), ContainerStartRule(), VolumeRule(), CrashRule(), InitWaitRule(), ProbeRule(),
        ComplaintRule(),
        JobRule(), RolloutRule(), NetworkQualityRule(), TraceRule(), TrafficRule(), ThrottlingRule(), PressureRule(), ReconciliationRule(),
    ]

    var investigation: Investigation
    var changes: [Change] = []
    private var path: [ObjectReference] = []
    private var known: [Question: Explanation] = [:]
    /// Whether the answer that is being worked out left something out because of the path that led to it.
    private var isCut = false
    private var cutAnswers = 0

    /// A target is looked at more closely than what it depends on.
    private struct Question: Hashable {
        var workload: ObjectReference
        var isTarget: Bool
    }

    /// Answers that depend on the path are worked out anew on another one, as often as this at most.
    private static let maximumCutAnswers = 64

    init(_ investigation: Investigation) {
        self.investigation = investigation
    }

    /// - Parameter isTarget: a target that looks well may still suffer from what it depends on; a dependency that looks well does not.
    mutating func explain(_ workload: Workload, isTarget: Bool = false) -> Explanation {
        guard path.count < Self.maximumDepth, !path.contains(workload.reference) else {
            isCut = true
            return Explanation()
        }
        let question = Question(workload: workload.reference, isTarget: isTarget)
        if let explained = known[question] { return explained }
        let wasCut = isCut
        isCut = false
        path.append(workload.reference)
        defer { path.removeLast() }
        let explanation = ComponentCause.of(workload, find(workload, isTarget: isTarget), index: investigation.index)
        if isCut { cutAnswers += 1 }
        if !isCut || cutAnswers > Self.maximumCutAnswers { known[question] = explanation }
        isCut = isCut || wasCut
        return explanation
    }

    private mutating func find(_ workload: Workload, isTarget: Bool) -> Explanation {
        let view = WorkloadView(workload, in: investigation)
        var own: [Finding] = []
        for rule in Self.rules { own += rule.findings(for: view, in: &investigation) }
        let recent =
            (RolloutHistory(masking: investigation.masking).changes(of: workload, index: investigation.index)
            + SurroundingChanges.of(workload, index: investigation.index))
            .filter(isRelevant)
        changes += recent.filter { change in !changes.contains(change) }

        let faults = own.filter { $0.role == .fault }
        if !faults.isEmpty {
            var causes = ranked(faults)
            causes[0] = blamed(on: recent, causes[0])
            return Explanation(causes: causes, symptoms: own.filter { $0.role == .symptom }, chain: [workload.reference])
        }
        let symptoms = ranked(own)
        if let explanation = follow(symptoms, of: view, changes: recent, isTarget: isTarget) { return explanation }
        if let release = ReleaseRule.fault(of: view, after: recent, investigation: &investigation),
            symptoms.allSatisfy({ $0.confidence < release.confidence })
        {
            return Explanation(causes: [release], symptoms: symptoms, chain: [workload.reference])
        }
        guard !symptoms.isEmpty else { return Explanation() }
        if let loss = Self.loss(behind: symptoms) {
            return Explanation(
                causes: [loss], symptoms: symptoms.filter { $0.object != loss.object || $0.category != loss.category },
                chain: [workload.reference, loss.object.withoutContainer])
        }
        if let standing = blamedPeer(symptoms[0], of: view) ?? refusingPeer(symptoms[0], of: view) {
            return Explanation(
                causes: [standing], symptoms: Array(symptoms.dropFirst()), chain: [workload.reference, standing.object.withoutContainer])
        }
        // One of them is the cause as far as it can be told; a second that is as certain competes with it, the rest are symptoms.
        let first = blamed(on: recent, symptoms[0])
        let rivals = symptoms.dropFirst().filter { $0.confidence >= first.confidence && $0.object == first.object && $0.peer != nil }
        return Explanation(
            causes: [first] + rivals, symptoms: symptoms.dropFirst().filter { other in !rivals.contains { $0.category == other.category } },
            chain: [workload.reference])
    }

    /// The measured loss of packets that explains why connections break or time out between two that are well.
    private static func loss(behind symptoms: [Finding]) -> Finding? {
        let broken: Set<String> = [LogMechanism.connectionLost.rawValue, LogMechanism.connectionTimedOut.rawValue]
        guard let complaint = symptoms.first, complaint.details["mechanism"].map(broken.contains) == true,
            var loss = symptoms.first(where: { $0.category == .packetLoss })
        else { return nil }
        loss.evidence += complaint.evidence.prefix(2)
        loss.explanation += " \(complaint.explanation)"
        loss.confidence = max(loss.confidence, 0.8)
        return loss
    }

    // MARK: Order among a workload's own findings

    private func ranked(_ findings: [Finding]) -> [Finding] {
        let container = investigation.target.container
        func weight(_ finding: Finding) -> Double {
            var weight = finding.confidence
            if let container, let named = finding.object.container { weight += named == container ? 0.2 : -0.2 }
            // What a log names is nearer to the cause than that a probe fails or a rollout waits.
            switch finding.category {
            case .rolloutStuck: weight -= 0.4
            case .memoryLeak where finding.role == .fault: weight += 0.3
            case .jobFailed: weight -= finding.object.container == nil ? 0.4 : 0.1
            case .readinessProbeFailing, .startupProbeFailing, .livenessProbeFailing: weight -= finding.details["isOwn"] == "yes" ? 0 : 0.15
            case .cpuThrottling, .memoryPressure, .cpuSaturation, .noisyNeighbour: weight -= isAboutLoad ? 0 : 0.2
            case .controlPlaneUnhealthy where finding.role == .symptom: weight -= 0.3
            case .applicationCrash, .initContainerFailed, .badCommand: weight -= finding.role == .symptom ? 0.1 : 0
            default: break
            }
            return weight
        }
        return findings.enumerated().sorted { (weight($0.element), -$0.offset) > (weight($1.element), -$1.offset) }.map(\.element)
    }

    /// An alert about resources is answered by what was measured of them first.
    private var isAboutLoad: Bool { investigation.alertMentions("throttl", "cpu", "memory", "latency", "saturat", "load$", "slow") }

    // MARK: Changes

    /// A change that came shortly before the trouble, or with it.
    func isRelevant(_ change: Change) -> Bool {
        guard let at = change.at else { return false }
        let start = investigation.alert.startsAt
        return at <= max(start, investigation.now) && at >= start - .seconds(86_400)
    }

    /// Adds the change that touches what a finding names to its evidence.
    private mutating func blamed(on changes: [Change], _ finding: Finding) -> Finding {
        guard let change = changes.first(where: { touches($0, finding) }) else { return finding }
        var finding = finding
        // Errors without a name that began with a rollout are the rollout's.
        if finding.category == .applicationCrash, finding.role == .symptom,
            ReleaseRule.isRollout(change, of: finding.object.withoutContainer, before: finding.since ?? investigation.alert.startsAt)
        {
            finding.confidence = max(finding.confidence, 0.72)
        }
        finding.evidence.append(investigation.cite(change))
        finding.explanation += " The newest rollout changed it: \(change.summary)" + (change.at.map { " (\($0))" } ?? "") + "."
        return finding
    }

    private func touches(_ change: Change, _ finding: Finding) -> Bool {
        let field = change.field.lowercased()
        if change.object.kind == ConfigMap.kind {
            return [
                .applicationCrash, .invalidConfiguration, .missingEnvironmentVariable, .missingConfigKey, .initContainerFailed,
                .wrongEnvironmentAddress,
                .dnsResolutionFailed, .dependencyUnreachable, .badCommand, .readinessProbeFailing,
            ].contains(finding.category)
        }
        guard change.object.kind == finding.object.kind || change.object == finding.object.withoutContainer else { return false }
        return switch finding.category {
        case .imageNotFound, .imagePullUnauthorized, .imageRegistryUnreachable, .invalidImageName, .imageArchitectureMismatch, .imageRegistryTLS:
            field.hasSuffix(".image")
        case .oomKilled: field.contains("resources") || field.hasSuffix(".image")
        case .insufficientCPU, .insufficientMemory, .cpuThrottling: field.contains("resources")
        case .missingConfigmap, .missingSecret, .missingConfigKey, .volumeMountFailed:
            finding.details["name"].map { change.to?.contains($0) == true } ?? false
        case .readinessProbeFailing, .readinessProbeWrongPort, .readinessProbeWrongProtocol:
            field.contains("readinessprobe") || field.hasSuffix(".image")
        case .livenessProbeFailing, .livenessProbeTiming, .livenessProbeWrongPort, .livenessProbeWrongProtocol:
            field.contains("livenessprobe") || field.hasSuffix(".image")
        case .nodeSelectorMismatch, .nodeAffinityMismatch: field.contains("nodeselector") || field.contains("affinity")
        case .badCommand: field.contains("command") || field.contains("args") || field.hasSuffix(".image")
        case .applicationCrash, .initContainerFailed, .invalidConfiguration, .missingEnvironmentVariable:
            field.hasSuffix(".image") || field.contains(".env") || field.contains("args") || field.contains("command")
        default: finding.peer.map { change.to?.contains($0.host) == true } ?? false
        }
    }

    // MARK: Following dependencies

    private mutating func follow(_ symptoms: [Finding], of view: WorkloadView, changes: [Change], isTarget: Bool) -> Explanation? {
        for symptom in symptoms {
            if let found = explainAwaited(by: symptom, symptoms: symptoms, of: view) { return found }
            guard let peer = symptom.peer else { continue }
            guard var found = explain(peer, symptom: symptom, view: view, changes: changes) else { continue }
            found.symptoms = symptoms + found.symptoms
            found.chain = [view.reference] + found.chain.filter { $0 != view.reference }
            return found
        }
        // A symptom that stands for itself (a path that isn't served) needs nobody else's fault.
        if symptoms.contains(where: { $0.details["isOwn"] == "yes" }) { return nil }
        guard isTarget || symptoms.contains(where: { $0.peer == nil }) else { return nil }
        // An alert about pods that are all well by now is over: a peer that nobody complains about is no reason for it.
        if symptoms.isEmpty, investigation.isAboutPodState, view.pods.allSatisfy({ PodHealth($0).isReady }) { return nil }
        // A name that doesn't resolve, in a log that doesn't say which: the one that can't is the one that is meant.
        let nameless = symptoms.first { $0.category == .dnsResolutionFailed && $0.peer == nil }
        for dependency in investigation.graph.dependencies(of: view.workload)
        where !symptoms.contains(where: { $0.peer?.host == dependency.peer.host }) {
            guard var found = explain(dependency.peer, symptom: nameless ?? anonymous(symptoms), view: view, changes: changes) else { continue }
            found.symptoms = symptoms + found.symptoms
            found.chain = [view.reference] + found.chain
            // Only the configuration connects the two: likely, not certain.
            found.causes = found.causes.map { cause in
                var cause = cause
                cause.confidence *= symptoms.isEmpty ? 0.7 : 0.85
                cause.evidence.append(investigation.cite(dependency, of: view.reference))
                return cause
            }
            return found
        }
        return nil
    }

    /// A Job that the workload waits for by name.
    private mutating func explainAwaited(by symptom: Finding, symptoms: [Finding], of view: WorkloadView) -> Explanation? {
        guard let name = symptom.details["awaits"],
            let job = investigation.index.workload(kind: Job.kind, namespace: view.reference.namespace, name: name)
        else { return nil }
        var found = explain(job)
        guard !found.isEmpty else { return nil }
        found.symptoms = symptoms + found.symptoms
        found.chain = [view.reference] + found.chain
        return found
    }

    /// A complaint about some peer that the log doesn't name may be about any that is configured.
    private func anonymous(_ symptoms: [Finding]) -> Finding? {
        symptoms.first {
            $0.peer == nil && $0.details["mechanism"] != nil && [.dependencyUnreachable, .slowDependency, .dependencyUnhealthy].contains($0.category)
        }
    }

    private mutating func explain(_ peer: PeerAddress, symptom: Finding?, view: WorkloadView, changes: [Change]) -> Explanation? {
        let edges = PeerFaults(peer: peer, symptom: symptom, view: view, changes: changes)
        switch investigation.graph.resolve(peer, from: view.workload.namespace) {
        case .service(let service):
            if let finding = edges.namePolicy(&investigation) ?? edges.alias(service, &investigation) ?? edges.nameServer(
                isKnownName: true, &investigation)
                ?? edges.wrongPort(of: service, &investigation)
            {
                return explained(finding, from: view)
            }
            for workload in investigation.index.workloads(behind: service) {
                var found = explain(workload)
                guard !found.isEmpty, symptom != nil || !isAboutOthers(found, of: workload) else { continue }
                if let symptom { for position in found.causes.indices.prefix(1) { found.causes[position].evidence += symptom.evidence.prefix(1) } }
                return found
            }
            if let fault = ServiceRule.fault(of: service, investigation: &investigation), symptom != nil || fault.category != .servicePortMismatch {
                guard symptom != nil || !view.pods.allSatisfy({ PodHealth($0).isReady }) else { return nil }
                var fault = fault
                if let symptom { fault.evidence += symptom.evidence.prefix(1) }
                return Explanation(causes: [fault], chain: [investigation.index.reference(to: service)])
            }
            if let finding = edges.policy(to: service, &investigation) ?? edges.access(to: service, &investigation) ?? edges.routes(
                to: service, &investigation)
                ?? edges.changedAddress(&investigation, destination: .service(service)) ?? edges.proxy(to: service, &investigation)
            {
                return Explanation(causes: [finding], chain: [finding.object])
            }
            return nil
        case .pod(let pod):
            let found = explain(investigation.index.workload(of: pod))
            return found.isEmpty ? nil : found
        case .missingService(let namespace, let name):
            return edges.missingService(namespace: namespace, name: name, &investigation).map { explained($0, from: view) }
        case .unreadService(let namespace, let name):
            return
                (edges.namePolicy(&investigation) ?? edges.nameServer(isKnownName: false, &investigation)
                ?? edges.missingNamespace(namespace, name: name, &investigation) ?? edges.changedAddress(&investigation, destination: .external)
                ?? edges.policyOutward(&investigation)).map { explained($0, from: view) }
        case .external:
            return
                (edges.namePolicy(&investigation) ?? edges.nameServer(isKnownName: false, &investigation)
                ?? edges.changedAddress(&investigation, destination: .external) ?? edges.policyOutward(&investigation)).map {
                    explained($0, from: view)
                }
        }
    }

    /// Whether a peer that is ready and needs nobody says no more than that it refuses or loses some caller: without a complaint of ours, that is
    /// another one.
    private func isAboutOthers(_ found: Explanation, of workload: Workload) -> Bool {
        guard let cause = found.causes.first, cause.object.withoutContainer == workload.reference, cause.peer == nil,
            let mechanism = cause.details["mechanism"].flatMap(LogMechanism.init(rawValue:)), CallerComplaint.mechanisms.contains(mechanism),
            investigation.graph.dependencies(of: workload).isEmpty
        else { return false }
        return investigation.index.pods(of: workload).allSatisfy { PodHealth($0).isReady || PodHealth($0).isDone }
    }

    /// A cause between the two. Where it is a component of the cluster, why that is unwell comes second.
    private mutating func explained(_ finding: Finding, from view: WorkloadView) -> Explanation {
        var causes = [finding]
        if finding.object.namespace == ClusterSnapshot.systemNamespace, let component = investigation.index.workload(finding.object),
            finding.object != view.reference
        {
            causes += explain(component).causes.dropFirst().prefix(1)
        }
        return Explanation(causes: causes, chain: [view.reference])
    }
}
