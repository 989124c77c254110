import AgentDomain
import KubernetesModel
import Primitives

/// What a probe's failure says about the probe itself: the wrong port, the wrong tongue, too early or too impatient.
///
/// Source: pkg/probe/http, pkg/probe/tcp, pkg/probe/grpc and pkg/probe/exec in kubernetes/kubernetes.
struct ProbeFailure {
    let message: String
    let isWrongPort: Bool
    let isWrongProtocol: Bool
    let isTimeout: Bool
    let isPathMissing: Bool
    private let isRefused: Bool
    private let listening: Int?
    private let isStarting: Bool
    private let announces: Bool
    private let complains: Bool
    private let probe: Probe

    /// - Parameters:
    ///   - log: what the container wrote lately.
    ///   - targets: the ports that Services send to.
    init(message: String, probe: Probe, container: Container, log: [String], targets: Set<Int> = []) {
        self.message = message
        self.probe = probe
        isRefused = message.mentions("connection refused", "connect: refused", "failed to connect service") && !message.mentions("deadline exceeded")
        isPathMissing = message.mentions("statuscode: 404", "statuscode: 405")
        let ports = ListeningPorts(container, log: log)
        isWrongProtocol = Self.isForeign(message, probe: probe, container: container)
        isTimeout = message.mentions("timeout", "timed out", "deadline exceeded") && !isWrongProtocol
        let spoken = ports.spoken.sorted()
        var numbers = ports.numbers
        // Where no port is declared, those that the other probes and the Services ask are the best guess.
        if numbers.isEmpty {
            numbers = targets
            for other in [container.livenessProbe, container.readinessProbe, container.startupProbe] {
                if other != probe, case .number(let number)? = other?.port { numbers.insert(number) }
            }
        }
        listening = spoken.first ?? numbers.sorted().first
        switch probe.port {
        case .name(let name):
            let number = container.ports.first { $0.name == name }?.number
            isWrongPort =
                number == nil || message.mentions("couldn't find port", "strconv.atoi") || isRefused && number.map { ports.isElsewhere($0) } ?? false
        case .number(let port):
            // A port that doesn't answer at all, where another is known to be served, is as wrong as one that refuses.
            isWrongPort =
                (isRefused || message.mentions("no route to host")) && (ports.isElsewhere(port) || !numbers.isEmpty && !numbers.contains(port))
        case nil:
            isWrongPort = false
        }
        isStarting = log.suffix(12).contains {
            $0.mentions(
                "starting", "loading", "warming", "warm-up", "warmup", "initializ", "initialis", "migrat", "booting", "bootstrap", "preparing")
        }
        announces = log.contains { !ListeningPorts.announced($0).isEmpty || $0.mentions("is ready", "ready to accept", "started in") }
        complains = log.suffix(40).contains { line in
            LogScanner.mechanism(of: line).map { $0.weight >= 4 } ?? false
        }
    }

    /// Ports of servers that speak no HTTP.
    private static let binaryPorts: Set<Int> = [5432, 3306, 6379, 27017, 9092, 5672, 11211, 1433, 1521, 4222, 2181, 9042, 25, 22, 53]

    private static func isForeign(_ message: String, probe: Probe, container: Container) -> Bool {
        if message.mentions(
            "server gave http response to https client", "malformed http", "first record does not look like a tls", "unsupported protocol scheme",
            "http/1.x transport connection broken", "http: server gave", "tls: ", "error reading server preface",
            "client sent an http request to an https server", "unimplemented", "frame too large", "statuscode: 426",
            "does not implement the grpc health",
            "unknown service grpc.health", "wrong version number", "remote error: tls", "http2: ", "malformed response")
        {
            return true
        }
        let number: Int? = if case .number(let number)? = probe.port { number } else { nil }
        let name = container.ports.first { port in probe.port == .number(port.number) || port.name.map { .name($0) } == probe.port }?.name ?? ""
        switch probe.action {
        case .httpGet(_, _, let scheme):
            let isCut = message.mentions(": eof", "connection reset by peer", "server closed idle connection", "transport connection broken")
            let isTLS =
                ["443", "8443", "9443", "6443", "10250"].contains(probe.port?.description ?? "") || name.contains("https") || name.contains("tls")
            if scheme == "HTTP", isTLS, isCut || message.mentions("statuscode: 400") { return true }
            let isBinary = number.map(binaryPorts.contains) ?? false || name.contains("grpc") || name.contains("tcp")
            return isCut && isBinary
        case .grpc:
            // Waiting for a handshake in a tongue that the server doesn't speak looks like a slow server.
            let servesHTTP = [container.livenessProbe, container.readinessProbe, container.startupProbe].contains { other in
                if case .httpGet(let port, _, _)? = other?.action { port == probe.port } else { false }
            }
            return message.mentions("failed to connect service", "deadline exceeded", "rpc probe failed")
                && (servesHTTP || name.contains("http") && !name.contains("http2") || name.contains("web"))
                && !message.mentions("connection refused")
        case .tcpSocket, .exec:
            return false
        }
    }

    /// Killed before it can have been up: nothing listened yet, the run was no longer than the probe allows, and no error ended it.
    func isTooEarly(_ end: ContainerState.Termination) -> Bool {
        guard isRefused || message.mentions("statuscode: 503", "statuscode: 500"), !isWrongPort, !isWrongProtocol, !announces || isStarting,
            let started = end.startedAt, let finished = end.finishedAt
        else { return false }
        let allowed = probe.initialDelaySeconds + probe.periodSeconds * (probe.failureThreshold + 1) + 45
        return finished - started < .seconds(allowed) && (isStarting || isRefused && !complains && !announces)
    }

    func titleSuffix(_ probe: Probe) -> String {
        if isWrongProtocol { return ": it speaks another protocol" }
        if isWrongPort { return ": nothing listens on port \(probe.port?.description ?? "?")" }
        if isPathMissing, case .httpGet(_, let path, _) = probe.action { return ": \(path) is not served" }
        return ""
    }

    var explanation: String {
        if isWrongPort, let listening, probe.port != .number(listening) { return " The container listens on port \(listening)." }
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
