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
    static func checks(_ connections: AgentConnections) -> [HealthCheck] {
        let cluster = connections.cluster
        var checks = [
            HealthCheck("kubernetes", isCritical: false) {
                switch cluster {
                case .unavailable(let reason): return .failed(reason)
                case .client(let client):
                    do throws(KubernetesError) {
                        _ = try await client.version()
                        return .ok
                    } catch {
                        return .failed("\(error)")
                    }
                }
            }
        ]
        if let prometheus = connections.prometheus {
            checks.append(check("prometheus") { () throws(PrometheusError) in try await prometheus.probe() })
        }
        if let tempo = connections.tempo {
            checks.append(check("tempo") { () throws(SourceError) in try await tempo.probe(at: .now()) })
        }
        if let loki = connections.loki {
            checks.append(check("loki") { () throws(SourceError) in try await loki.probe(at: .now()) })
        }
        return checks
    }

    private static func check<Failure: Error>(_ name: String, _ probe: @escaping @Sendable () async throws(Failure) -> Void) -> HealthCheck {
        HealthCheck(name, isCritical: false) {
            do throws(Failure) {
                try await probe()
                return .ok
            } catch {
                return .failed("\(error)")
            }
        }
    }
}
