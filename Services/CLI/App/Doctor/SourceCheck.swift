import AgentApp
import HTTPKit
import Loki
import Primitives
import Settings
import SourceClient
import Tempo

/// Whether Tempo and Loki answer, where they are set.
enum SourceCheck {
    static func lines(_ environment: [String: String], _ network: any Transport) async -> [Checkup.Line] {
        // What is wrong with the settings themselves is told with the settings.
        guard let sources = try? AgentSettings.load(environment: environment).sources else {
            return [.skipped("Tempo and Loki", "the agent's settings are wrong")]
        }
        var lines: [Checkup.Line] = []
        if let url = sources.tempo.url {
            let client = TempoClient(
                SourceClient(
                    baseURL: url.text, tenant: sources.tempo.tenant, token: sources.tempo.token, transport: network,
                    timeout: sources.tempo.timeout))
            lines.append(await line("Tempo", url) { () throws(SourceError) in try await client.probe(at: .now()) })
        } else {
            lines.append(.skipped("Tempo", "TEMPO_URL is not set: no traces are read"))
        }
        if let url = sources.loki.url {
            let client = LokiClient(
                SourceClient(
                    baseURL: url.text, tenant: sources.loki.tenant, token: sources.loki.token, transport: network, timeout: sources.loki.timeout))
            lines.append(await line("Loki", url) { () throws(SourceError) in try await client.probe(at: .now()) })
        } else {
            lines.append(.skipped("Loki", "LOKI_URL is not set: logs are those that Kubernetes still has"))
        }
        return lines
    }

    private static func line(_ name: String, _ url: ServerURL, _ probe: () async throws(SourceError) -> Void) async -> Checkup.Line {
        do throws(SourceError) {
            try await probe()
            return .ok(name, "\(url) answers queries")
        } catch {
            return .failed(name, "\(error)", advice: advice(for: error, name.uppercased()))
        }
    }

    private static func advice(for error: SourceError, _ prefix: String) -> String {
        switch error.reason {
        case .forbidden: "Set \(prefix)_TENANT_ID to the tenant, and \(prefix)_TOKEN where a proxy asks for one."
        case .timedOut: "Look at its load, or raise \(prefix)_HTTP_TIMEOUT_SECONDS."
        default: "Check \(prefix)_URL: it is what \(prefix == "TEMPO" ? "/api/search" : "/loki/api/v1/labels") is appended to."
        }
    }
}
