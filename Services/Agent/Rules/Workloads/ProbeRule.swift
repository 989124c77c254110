import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Probes that fail: readiness keeps a container out of its Services, liveness and startup kill it.
///
/// Source: pkg/kubelet/prober in kubernetes/kubernetes.
struct ProbeRule: WorkloadRule {
    /// Running for less than this, a container may just be starting.
    private static let patience = Duration.seconds(30)
    /// How long a container that no probe was seen to fail of may take until it is ready.
    private static let start = Duration.seconds(120)

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        for pod in view.pods where pod.metadata.deletionTimestamp == nil {
            for status in pod.status.containers {
                guard let container = pod.spec.container(named: status.name), container.role != .ephemeral, container.role != .initial,
                    case .notReady(let since) = ContainerTrouble(status, role: container.role, pod: pod, investigation: investigation)
                else { continue }
                if let finding = notReady(container, status: status, since: since, pod: pod, view: view, investigation: &investigation) {
                    return [finding]
                }
            }
        }
        return []
    }

    private func notReady(
        _ container: Container, status: ContainerStatus, since: Timestamp?, pod: Pod, view: WorkloadView, investigation: inout Investigation
    ) -> Finding? {
        let isStarting = status.hasStarted == false && container.startupProbe != nil
        guard let probe = isStarting ? container.startupProbe : container.readinessProbe else { return nil }
        let grace = max(Self.patience, .seconds(probe.initialDelaySeconds + probe.periodSeconds))
        if let since, investigation.now - since < grace { return nil }
        let word = isStarting ? "Startup" : "Readiness"
        let event = investigation.index.events(of: pod).first { event in
            event.reason == "Unhealthy" && event.message.hasPrefix(word) && (event.object.container == nil || event.object.container == status.name)
        }
        // The kubelet tells of each probe that fails: where it has told of none, the container is still starting.
        if event == nil, let since, investigation.now - since < Self.start { return nil }
        let failure = ProbeFailure(
            message: event?.message ?? "", probe: probe, container: container, log: Self.recentLog(pod, status, investigation),
            targets: Self.serviceTargets(of: view, investigation))
        var evidence: [EvidenceID] = []
        if let event { evidence.append(investigation.cite(event)) }
        evidence.append(investigation.cite(status, of: pod))
        evidence.append(
            investigation.cite(
                "spec.containers[\(container.name)].\(word.lowercased())Probe", probe.words, of: investigation.index.reference(to: pod)))
        let category: CauseCategory =
            isStarting
            ? .startupProbeFailing
            : failure.isWrongProtocol ? .readinessProbeWrongProtocol : failure.isWrongPort ? .readinessProbeWrongPort : .readinessProbeFailing
        let isOwn = failure.isWrongPort || failure.isWrongProtocol || failure.isPathMissing
        var finding = Finding(
            category, view.object(container: container.name), role: failure.isWrongPort || failure.isWrongProtocol ? .fault : .symptom,
            title: "\(word) probe of container \(container.name) fails" + failure.titleSuffix(probe),
            explanation: "Container \(container.name) of \(view.reference) runs but is not ready: "
                + (event.map { $0.message } ?? "its \(word.lowercased()) probe (\(probe.words)) has not succeeded") + "." + failure.explanation,
            confidence: isOwn ? 0.93 : event == nil ? 0.7 : 0.85, evidence: evidence, since: event?.firstSeen ?? since,
            details: ["probe": word.lowercased(), "container": container.name, "isOwn": isOwn ? "yes" : ""])
        if event?.message.mentions("connection refused") == true, let line = Self.loopback(pod, status, probe, investigation) {
            finding.evidence.append(investigation.cite(line))
            finding.explanation += " The program listens on the loopback address alone, which nobody outside of the pod reaches."
            finding.details["isOwn"] = "yes"
        }
        if case .exec = probe.action, let event { finding.peer = Self.peer(toldBy: event, view: view, investigation) }
        return finding
    }

    /// `Uvicorn running on http://127.0.0.1:8080`: a listener for the pod alone.
    private static func loopback(_ pod: Pod, _ status: ContainerStatus, _ probe: Probe, _ investigation: Investigation) -> LogFact? {
        guard case .number(let port)? = probe.port else { return nil }
        for log in investigation.index.logs(of: pod, container: status.name) where !log.isPrevious {
            guard
                let line = log.lines.last(where: { line in
                    ListeningPorts.announced(line.text).contains(port)
                        && line.text.mentions("127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)")
                })
            else { continue }
            return LogFact(
                namespace: log.namespace, pod: log.pod, container: log.container, isPrevious: false, mechanism: .invalidConfiguration,
                line: String(line.text.prefix(300)), count: 1, firstSeen: line.time, lastSeen: line.time, distanceFromEnd: 0)
        }
        return nil
    }

    /// What a probe's own command complains of: `Readiness probe failed: wget: can't connect to remote host (10.96.7.1): Connection refused`.
    private static func peer(toldBy event: Event, view: WorkloadView, _ investigation: Investigation) -> PeerAddress? {
        guard let mechanism = LogScanner.mechanism(of: event.message), mechanism.isAboutPeer else { return nil }
        let fact = LogFact(
            namespace: event.namespace ?? "", pod: event.object.name, container: event.object.container ?? "", isPrevious: false,
            mechanism: mechanism,
            line: event.message, count: event.count, firstSeen: event.firstSeen, lastSeen: event.lastSeen, distanceFromEnd: 0)
        return LogSubject.peer(in: fact, among: investigation.graph.dependencies(of: view.workload))
    }

    /// A crash that the kubelet brought about because a probe failed.
    static func killing(_ run: CrashedRun, events: [Event], state: EvidenceID, investigation: inout Investigation) -> Finding? {
        let unhealthy = events.first { event in
            event.reason == "Unhealthy" && (event.message.hasPrefix("Liveness") || event.message.hasPrefix("Startup"))
                && investigation.isRecent(event.lastSeen)
        }
        let kill = events.first { event in
            event.reason == "Killing" && event.message.mentions("failed liveness probe", "failed startup probe")
                && investigation.isRecent(event.lastSeen)
        }
        guard let telling = unhealthy ?? kill, kill != nil || [137, 143].contains(run.end.exitCode) else { return nil }
        let isStartup = (kill?.message ?? telling.message).lowercased().contains("startup")
        guard let container = run.container, let probe = isStartup ? container.startupProbe : container.livenessProbe else { return nil }
        let failure = ProbeFailure(
            message: unhealthy?.message ?? "", probe: probe, container: container, log: recentLog(run.pod, run.status, investigation),
            targets: serviceTargets(of: run.view, investigation))
        let category: CauseCategory =
            if isStartup {
                .startupProbeFailing
            } else if failure.isWrongProtocol {
                .livenessProbeWrongProtocol
            } else if failure.isWrongPort {
                .livenessProbeWrongPort
            } else if failure.isTimeout || failure.isTooEarly(run.end) {
                .livenessProbeTiming
            } else {
                .livenessProbeFailing
            }
        let word = isStartup ? "Startup" : "Liveness"
        var evidence = [investigation.cite(telling), state]
        if let kill, kill != telling { evidence.append(investigation.cite(kill)) }
        let field = isStartup ? "startupProbe" : "livenessProbe"
        evidence.append(
            investigation.cite("spec.containers[\(container.name)].\(field)", probe.words, of: investigation.index.reference(to: run.pod)))
        let isOwn = category != .livenessProbeFailing && category != .startupProbeFailing
        return Finding(
            category, run.view.object(container: container.name), role: isOwn ? .fault : .symptom,
            title: "\(word) probe kills container \(container.name)" + failure.titleSuffix(probe),
            explanation: "The kubelet restarts container \(container.name) of \(run.view.reference) because its \(word.lowercased()) probe fails: "
                + telling.message + "." + failure.explanation, confidence: 0.92, evidence: evidence, since: telling.firstSeen,
            details: ["probe": word.lowercased(), "container": container.name, "isOwn": isOwn ? "yes" : ""])
    }

    /// The ports that Services send to: mostly those that the program serves.
    private static func serviceTargets(of view: WorkloadView, _ investigation: Investigation) -> Set<Int> {
        Set(
            investigation.index.services(selecting: view.workload).flatMap(\.ports).compactMap { port in
                if case .number(let number) = port.target { number } else { nil }
            })
    }

    private static func recentLog(_ pod: Pod, _ status: ContainerStatus, _ investigation: Investigation) -> [String] {
        investigation.index.logs(of: pod, container: status.name).flatMap { $0.lines.map(\.text) }
    }
}
