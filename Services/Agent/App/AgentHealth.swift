import AgentAnalysis
import Kubernetes
import Prometheus
import ServerKit

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
            checks.append(
                HealthCheck("prometheus", isCritical: false) {
                    do throws(PrometheusError) {
                        try await prometheus.probe()
                        return .ok
                    } catch {
                        return .failed("\(error)")
                    }
                })
        }
        return checks
    }
}
