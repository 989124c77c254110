import AgentAnalysis
import Kubernetes
import Loki
import Primitives
import Prometheus
import ServerKit
import SourceClient
import Tempo

/// What `/readyz` says of the agent's sources.
///
/// None of them is critical: an agent without its cluster still answers, saying what it lacks, and a restart would bring nothing back.
enum AgentHealth {
    /// Ingest waits 1.5 s for the whole of the agent's `/health`: a source that hangs mustn't take the others' answers with it.
    static let patience: Duration = .seconds(1)

    static func checks(_ connections: AgentConnections, log: HealthLog) -> [HealthCheck] {
        var checks: [HealthCheck] = []
        switch connections.cluster {
        case .unavailable(let reason):
            checks.append(
                HealthCheck("kubernetes", isCritical: false, timeout: patience) {
                    log.note(reason, of: "kubernetes")
                    return .failed("no cluster is configured, or its configuration can't be read")
                })
        case .client(let client):
            checks.append(
                check("kubernetes", log, { "\($0.reason)" }) { () throws(KubernetesError) in _ = try await client.version() })
        }
        if let prometheus = connections.prometheus {
            checks.append(check("prometheus", log, \.reason.rawValue) { () throws(PrometheusError) in try await prometheus.probe() })
        }
        if let tempo = connections.tempo {
            checks.append(check("tempo", log, \.reason.rawValue) { () throws(SourceError) in try await tempo.probe(at: .now()) })
        }
        if let loki = connections.loki {
            checks.append(check("loki", log, \.reason.rawValue) { () throws(SourceError) in try await loki.probe(at: .now()) })
        }
        return checks
    }

    private static func check<Failure: Error>(
        _ name: String, _ log: HealthLog, _ kind: @escaping @Sendable (Failure) -> String,
        _ probe: @escaping @Sendable () async throws(Failure) -> Void
    ) -> HealthCheck {
        HealthCheck(name, isCritical: false, timeout: patience, log: log, kind: kind, probe: probe)
    }
}
