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
        let failure = ProbeFailure(message: event?.message ?? "", probe: probe, container: container, log: Self.recentLog(pod, status, investigation))
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
        return Finding(
            category, view.object(container: container.name), role: .symptom,
            title: "\(word) probe of container \(container.name) fails" + failure.titleSuffix(probe),
            explanation: "Container \(container.name) of \(view.reference) runs but is not ready: "
                + (event.map { $0.message } ?? "its \(word.lowercased()) probe (\(probe.words)) has not succeeded") + "." + failure.explanation,
            confidence: isOwn ? 0.93 : event == nil ? 0.7 : 0.85, evidence: evidence, since: event?.firstSeen ?? since,
            details: ["probe": word.lowercased(), "container": container.name, "isOwn": isOwn ? "yes" : ""])
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
            message: unhealthy?.message ?? "", probe: probe, container: container, log: recentLog(run.pod, run.status, investigation))
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

    private static func recentLog(_ pod: Pod, _ status: ContainerStatus, _ investigation: Investigation) -> [String] {
        investigation.index.logs(of: pod, container: status.name).flatMap { $0.lines.map(\.text) }
    }
}

/// What a probe's failure says about the probe itself.
struct ProbeFailure {
    let message: String
    let isWrongPort: Bool
    let isWrongProtocol: Bool
    let isTimeout: Bool
    let isPathMissing: Bool
    private let isRefused: Bool
    private let listening: Int?
    private let sinceStartHint: Bool
    private let probe: Probe

    init(message: String, probe: Probe, container: Container, log: [String]) {
        self.message = message
        self.probe = probe
        isRefused = message.mentions("connection refused", "connect: refused")
        isTimeout = message.mentions("timeout", "timed out", "deadline exceeded")
        isPathMissing = message.mentions("statuscode: 404", "statuscode: 405")
        var isPlainToTLS = false
        if case .httpGet(let port, _, "HTTP") = probe.action, message.mentions("statuscode: 400") {
            let name = container.ports.first { .number($0.number) == port || $0.name.map { .name($0) } == port }
            isPlainToTLS =
                ["443", "8443", "9443", "6443"].contains(port.description) || name?.name?.contains("https") == true
                || name?.name?.contains("tls") == true
        }
        isWrongProtocol =
            isPlainToTLS
            || message.mentions(
                "server gave http response to https client", "malformed http", "first record does not look like a tls", "unsupported protocol scheme",
                "http/1.x transport connection broken", "http: server gave", "tls: ", "unknown service grpc.health", "error reading server preface",
                "client sent an http request to an https server", "unimplemented", "frame too large", "statuscode: 426")
        let listening = Self.listeningPorts(log)
        self.listening = listening.first
        var numbers = container.ports.map(\.number)
        // Where no port is declared, those that the other probes ask are the best guess.
        if numbers.isEmpty {
            numbers = [container.livenessProbe, container.readinessProbe, container.startupProbe].compactMap { other in
                if other != probe, case .number(let number)? = other?.port { number } else { nil }
            }
        }
        switch probe.port {
        case .name(let name):
            isWrongPort = !container.ports.contains { $0.name == name } || message.mentions("couldn't find port", "strconv.atoi")
        case .number(let port):
            let isElsewhere = !listening.isEmpty && !listening.contains(port)
            let isUndeclared = !numbers.isEmpty && !numbers.contains(port)
            isWrongPort = isRefused && (isElsewhere || isUndeclared && !listening.contains(port))
        case nil:
            isWrongPort = false
        }
        sinceStartHint = log.suffix(12).contains {
            $0.mentions("starting", "loading", "warming", "warm-up", "initializ", "migrat", "booting", "bootstrapping")
        }
    }

    /// Ports that a log says the program listens on.
    private static func listeningPorts(_ log: [String]) -> [Int] {
        log.filter {
            $0.mentions(
                "listening", "listen on", "started on port", "running on", "serving on", "tomcat started", "bound to", "server started", "serving at")
        }
        .flatMap { line -> [Int] in
            var ports: [Int] = []
            for word in line.split(whereSeparator: { !$0.isNumber && $0 != ":" }) {
                if let number = Int(word.split(separator: ":").last ?? ""), (80...65535).contains(number) { ports.append(number) }
            }
            return ports.suffix(1)
        }
    }

    /// Killed before it can have been up: the probe starts early and the log ends in starting.
    func isTooEarly(_ end: ContainerState.Termination) -> Bool {
        guard isRefused || message.mentions("statuscode: 503"), sinceStartHint, let started = end.startedAt, let finished = end.finishedAt else {
            return false
        }
        let allowed = probe.initialDelaySeconds + probe.periodSeconds * probe.failureThreshold + 45
        return finished - started < .seconds(allowed)
    }

    func titleSuffix(_ probe: Probe) -> String {
        if isWrongProtocol { return ": it speaks another protocol" }
        if isWrongPort { return ": nothing listens on port \(probe.port?.description ?? "?")" }
        if isPathMissing, case .httpGet(_, let path, _) = probe.action { return ": \(path) is not served" }
        return ""
    }

    var explanation: String {
        if isWrongPort, let listening { return " The container listens on port \(listening)." }
        if isPathMissing, case .httpGet(_, let path, _) = probe.action { return " The server answers, but doesn't serve \(path)." }
        return ""
    }
}

extension Probe {
    var words: String {
        let timing = "every \(periodSeconds)s, timeout \(timeoutSeconds)s, \(failureThreshold) failures, initial delay \(initialDelaySeconds)s"
        return switch action {
        case .httpGet(let port, let path, let scheme): "\(scheme) GET \(path) on port \(port), \(timing)"
        case .tcpSocket(let port): "TCP connect to port \(port), \(timing)"
        case .grpc(let port): "gRPC health check on port \(port), \(timing)"
        case .exec(let command): "command \(command.joined(separator: " ").prefix(120)), \(timing)"
        }
    }
}
