import AgentApp
import ArgumentParser
import FoundationEssentials
import HTTPKit
import HTTPTypes
import IngestApp
import Kubernetes
import Primitives
import Prometheus
import Settings

/// `whence doctor`: what keeps the services from working, and what to do about it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check settings, database, access control, agent, cluster access, Prometheus, Tempo and Loki, and say what to do.",
        discussion: """
            Looks at the environment of this command as the services would at theirs. Nothing is changed anywhere.

            Exit codes: 0 all is well, warnings aside; 1 a check failed.
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(name: .shortAndLong, help: "Check the right to look into this namespace only, instead of all.")
    var namespace: String?

    @Flag(help: "Print the checks as JSON.")
    var json = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let checkup = try await Network.use { network in
            Checkup(groups: [
                .init(title: "Settings", lines: settings(environment)),
                .init(title: "Database", lines: await database(environment)),
                .init(title: "Access", lines: await AccessCheck.lines(environment, hasDatabase: isSet("DATABASE_URL", environment))),
                .init(title: "Agent", lines: await agent(environment, network)),
                .init(title: "Cluster", lines: await clusterLines()),
                .init(title: "Prometheus", lines: await prometheus(network)),
                .init(title: "Traces and logs", lines: await SourceCheck.lines(environment, network)),
            ])
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            StandardOutput.line(String(decoding: try encoder.encode(checkup), as: UTF8.self))
        } else {
            StandardOutput.line(checkup.text(Terminal.detect(environment: environment)))
        }
        if !checkup.isHealthy { throw ExitCode.failure }
    }

    private func isSet(_ key: String, _ environment: [String: String]) -> Bool {
        ["", "_FILE"].contains { !(environment[key + $0] ?? "").isEmpty }
    }

    private func settings(_ environment: [String: String]) -> [Checkup.Line] {
        var lines = SettingsCheck.line("whence-agent", AgentSettings.self, environment: environment)
        if isSet("DATABASE_URL", environment) || isSet("AGENT_URL", environment) {
            lines += SettingsCheck.line("whence-ingest", IngestSettings.self, environment: environment)
        } else {
            lines.append(.skipped("settings of whence-ingest", "neither DATABASE_URL nor AGENT_URL is set here"))
        }
        return lines
    }

    private func database(_ environment: [String: String]) async -> [Checkup.Line] {
        if let url = environment["DATABASE_URL"], !url.isEmpty { return await DatabaseCheck.lines(url: url) }
        guard let file = environment["DATABASE_URL_FILE"], !file.isEmpty else { return [.skipped("database", "DATABASE_URL is not set")] }
        guard let url = TextFile.contents(of: file) else {
            return [.failed("database", "\(file) can't be read", advice: "Set DATABASE_URL_FILE to a file that holds the URI.")]
        }
        return await DatabaseCheck.lines(url: url.split(separator: "\n").first.map(String.init) ?? "")
    }

    private func agent(_ environment: [String: String], _ network: any Transport) async -> [Checkup.Line] {
        guard isSet("AGENT_URL", environment), let url = ServerURL(environment["AGENT_URL"] ?? "") else {
            return [.skipped("agent", "AGENT_URL is not set, or no URL")]
        }
        let advice = "Start whence-agent there, or set AGENT_URL to where it is."
        do throws(TransportError) {
            let response = try await network.send(OutboundRequest(url: url.appending("/readyz"), timeout: .seconds(5)))
            guard response.status.code == 200 else {
                return [.failed("agent", "\(url) answers /readyz with \(response.status.code)", advice: "Look into the agent's log.")]
            }
            return [.ok("agent", "\(url) is ready")]
        } catch {
            return [.failed("agent", "\(error)", advice: advice)]
        }
    }

    private func clusterLines() async -> [Checkup.Line] {
        do {
            let access = try cluster.access()
            let lines = try await Network.use(access) { await ClusterCheck(client: $0, namespace: namespace, clock: .system).lines() }
            let warnings = access.warnings.map { Checkup.Line.warning("kubeconfig", $0, advice: "Change the kubeconfig, or live with it.") }
            return [.ok("kubeconfig", "\(access.server.url), from \(access.origin)")] + warnings + lines
        } catch {
            return [.failed("kubeconfig", "\(error)", advice: "Set KUBECONFIG, or run where the pod has a service account.")]
        }
    }

    private func prometheus(_ network: any Transport) async -> [Checkup.Line] {
        do {
            guard let url = try cluster.prometheusURL() else { return [.skipped("Prometheus", "PROMETHEUS_URL is not set: no metrics are read")] }
            do throws(PrometheusError) {
                try await PrometheusClient(baseURL: url.text, transport: network).probe()
                return [.ok("Prometheus", "\(url) answers queries")]
            } catch {
                return [.failed("Prometheus", "\(error)", advice: "Check PROMETHEUS_URL: it is what /api/v1/query is appended to.")]
            }
        } catch {
            return [.failed("Prometheus", "\(error)", advice: "Set PROMETHEUS_URL to an http or https URL.")]
        }
    }
}
