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
        JobRule(), RolloutRule(), MetricsRule(),
    ]

    var investigation: Investigation
    private(set) var changes: [Change] = []
    private var path: [ObjectReference] = []
    private var known: [ObjectReference: Explanation] = [:]

    init(_ investigation: Investigation) {
        self.investigation = investigation
    }

    /// - Parameter isTarget: a target that looks well may still suffer from what it depends on; a dependency that looks well does not.
    mutating func explain(_ workload: Workload, isTarget: Bool = false) -> Explanation {
        guard path.count < Self.maximumDepth, !path.contains(workload.reference) else { return Explanation() }
        if let explained = known[workload.reference] { return explained }
        path.append(workload.reference)
        defer { path.removeLast() }
        let explanation = find(workload, isTarget: isTarget)
        known[workload.reference] = explanation
        return explanation
    }

    private mutating func find(_ workload: Workload, isTarget: Bool) -> Explanation {
        let view = WorkloadView(workload, in: investigation)
        var own: [Finding] = []
        for rule in Self.rules { own += rule.findings(for: view, in: &investigation) }
        let recent = RolloutHistory().changes(of: workload, index: investigation.index).filter(isRelevant)
        changes += recent.filter { change in !changes.contains(change) }

        let faults = own.filter { $0.role == .fault }
        if !faults.isEmpty {
            var causes = ranked(faults)
            causes[0] = blamed(on: recent, causes[0])
            return Explanation(causes: causes, symptoms: own.filter { $0.role == .symptom }, chain: [workload.reference])
        }
        let symptoms = ranked(own)
        if let explanation = follow(symptoms, of: view, changes: recent, isTarget: isTarget) { return explanation }
        guard !symptoms.isEmpty else { return Explanation() }
        // One of them is the cause as far as it can be told; a second that is as certain competes with it, the rest are symptoms.
        let first = blamed(on: recent, symptoms[0])
        let rivals = symptoms.dropFirst().filter { $0.confidence >= first.confidence && $0.object == first.object && $0.peer != nil }
        return Explanation(
            causes: [first] + rivals, symptoms: symptoms.dropFirst().filter { other in !rivals.contains { $0.category == other.category } },
            chain: [workload.reference])
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
            case .jobFailed: weight -= finding.object.container == nil ? 0.4 : 0.1
            case .readinessProbeFailing, .startupProbeFailing, .livenessProbeFailing: weight -= finding.details["isOwn"] == "yes" ? 0 : 0.15
            case .cpuThrottling: weight -= 0.2
            case .applicationCrash, .initContainerFailed, .badCommand: weight -= finding.role == .symptom ? 0.1 : 0
            default: break
            }
            return weight
        }
        return findings.enumerated().sorted { (weight($0.element), -$0.offset) > (weight($1.element), -$1.offset) }.map(\.element)
    }

    // MARK: Changes

    /// A change that came shortly before the trouble, or with it.
    private func isRelevant(_ change: Change) -> Bool {
        guard let at = change.at else { return false }
        let start = investigation.alert.startsAt
        return at <= max(start, investigation.now) && at >= start - .seconds(86_400)
    }

    /// Adds the change that touches what a finding names to its evidence.
    private mutating func blamed(on changes: [Change], _ finding: Finding) -> Finding {
        guard let change = changes.first(where: { touches($0, finding) }) else { return finding }
        var finding = finding
        finding.evidence.append(investigation.cite(change))
        finding.explanation += " The newest rollout changed it: \(change.summary)" + (change.at.map { " (\($0))" } ?? "") + "."
        return finding
    }

    private func touches(_ change: Change, _ finding: Finding) -> Bool {
        let field = change.field.lowercased()
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
        for dependency in investigation.graph.dependencies(of: view.workload)
        where !symptoms.contains(where: { $0.peer?.host == dependency.peer.host }) {
            guard var found = explain(dependency.peer, symptom: nil, view: view, changes: changes) else { continue }
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

    private mutating func explain(_ peer: PeerAddress, symptom: Finding?, view: WorkloadView, changes: [Change]) -> Explanation? {
        let edges = PeerFaults(peer: peer, symptom: symptom, view: view, changes: changes)
        switch investigation.graph.resolve(peer, from: view.workload.namespace) {
        case .service(let service):
            if let finding = edges.namePolicy(&investigation) ?? edges.wrongPort(of: service, &investigation) {
                return Explanation(causes: [finding], chain: [view.reference])
            }
            for workload in investigation.index.workloads(behind: service) {
                var found = explain(workload)
                guard !found.isEmpty else { continue }
                if let symptom { for position in found.causes.indices.prefix(1) { found.causes[position].evidence += symptom.evidence.prefix(1) } }
                return found
            }
            if let fault = ServiceRule.fault(of: service, investigation: &investigation), symptom != nil || fault.category != .servicePortMismatch {
                guard symptom != nil || !view.pods.allSatisfy({ PodHealth($0).isReady }) else { return nil }
                var fault = fault
                if let symptom { fault.evidence += symptom.evidence.prefix(1) }
                return Explanation(causes: [fault], chain: [investigation.index.reference(to: service)])
            }
            if let finding = edges.policy(to: service, &investigation) ?? edges.changedAddress(&investigation, destination: .service(service)) {
                return Explanation(causes: [finding], chain: [finding.object])
            }
            return nil
        case .pod(let pod):
            let found = explain(investigation.index.workload(of: pod))
            return found.isEmpty ? nil : found
        case .missingService(let namespace, let name):
            return edges.missingService(namespace: namespace, name: name, &investigation).map { Explanation(causes: [$0], chain: [view.reference]) }
        case .unreadService, .external:
            return
                (edges.namePolicy(&investigation) ?? edges.changedAddress(&investigation, destination: .external)
                ?? edges.policyOutward(&investigation)).map {
                    Explanation(causes: [$0], chain: [view.reference])
                }
        }
    }
}
