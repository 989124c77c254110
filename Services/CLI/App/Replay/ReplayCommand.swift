import ArgumentParser
import FoundationEssentials
import Logging
import Primitives
import Recording
import ReplayAPI
import ServiceLifecycle
import UnixSignals

/// `whence replay`: a recorded cluster, to point an agent or `kubectl` at.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Serve a recording as a read-only Kubernetes API and as a Prometheus API.",
        discussion: """
            Both are answered on one port, so that http://HOST:PORT is the address of either. The Date header says when the \
            recording was made, because ages are relative to it. Secrets are never served, and nothing can be written.
            """)

    @Argument(help: "The recording's folder.")
    var directory: String

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8001

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(name: .customLong("kubeconfig-out"), help: ArgumentHelp("Write a kubeconfig that points at the replay.", valueName: "file"))
    var kubeconfigOut: String?

    @Option(help: ArgumentHelp("Answer a resource with an error instead, as in 403:pods; may be repeated.", valueName: "status:resource"))
    var fault: [Fault] = []

    @Option(help: ArgumentHelp("Milliseconds to wait before each answer.", valueName: "ms"))
    var latency = 0

    @Flag(help: "Let the Date header advance from the time of the recording, instead of standing still.")
    var advance = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("'\(port)' is no port: use 0 to 65535.") }
        guard (0...600_000).contains(latency) else { throw ValidationError("'\(latency)' is no latency: use 0 to 600000 ms.") }
    }

    func run() async throws {
        let cluster = try RecordedCluster(directory: directory)
        var logger = Logger(label: "whence.replay")
        logger.logLevel = .error
        let server = ReplayServer(
            cluster: cluster, host: host, port: port, conditions: .init(faults: fault, latency: .milliseconds(latency)),
            clock: advance ? Self.advancing(from: cluster.recording.recordedAt) : nil, logger: logger,
            onRunning: { port in announce(cluster, port: port) })
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server)], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger))
        try await group.run()
    }

    private static func advancing(from start: Timestamp) -> WallClock {
        let begin = ContinuousClock.now
        return WallClock { start + (ContinuousClock.now - begin) }
    }

    private func announce(_ cluster: RecordedCluster, port: Int) {
        let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let namespace = cluster.recording.namespaces.first ?? "default"
        StandardOutput.line("Serving \(directory), recorded at \(cluster.recording.recordedAt), on \(address)")
        if let kubeconfigOut {
            do {
                try Data(ReplayKubeconfig.text(server: address, namespace: namespace).utf8).write(to: URL(filePath: kubeconfigOut))
                StandardOutput.line("  kubectl --kubeconfig \(kubeconfigOut) get --raw /api/v1/namespaces/\(namespace)/pods")
                StandardOutput.line("  KUBECONFIG=\(kubeconfigOut) PROMETHEUS_URL=\(address) whence-agent")
            } catch {
                StandardOutput.line("  The kubeconfig can't be written to \(kubeconfigOut): \(error)")
            }
        } else {
            StandardOutput.line("  kubectl --server \(address) --namespace \(namespace) get pods")
            StandardOutput.line("  PROMETHEUS_URL=\(address) for the agent; --kubeconfig-out FILE writes the kubeconfig for it")
        }

    }
}

extension Fault: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(parsing: argument)
    }
}
