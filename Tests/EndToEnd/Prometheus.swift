import FoundationEssentials
import HTTPKit
import HTTPTypes
import TestSupport

/// A real Prometheus with a rule that always fires, which sends its alerts to ingest as if that were an Alertmanager.
final class Prometheus: Sendable {
    private let folder: TemporaryDirectory
    private let process: ChildProcess

    /// - Parameter cluster: the cluster in the path that it posts to.
    init(notifying ingest: String, cluster: String, client: Client) async throws {
        let port = try freePort()
        folder = try TemporaryDirectory("prometheus")
        let target = ingest.split(separator: "/").last ?? ""
        let configuration = """
            global:
              evaluation_interval: 200ms
              external_labels: {region: eu}
            rule_files: [\(folder.file("rules.yml"))]
            alerting:
              alertmanagers:
                - path_prefix: /prometheus/\(cluster)
                  static_configs:
                    - targets: ["\(target)"]
            """
        let rules = """
            groups:
              - name: always
                rules:
                  - alert: AlwaysFiring
                    expr: vector(1)
                    labels: {namespace: shop, deployment: orders, severity: critical}
                    annotations: {summary: "It fires, \\"always\\"."}
            """
        try Data(configuration.utf8).write(to: URL(filePath: folder.file("prometheus.yml")))
        try Data(rules.utf8).write(to: URL(filePath: folder.file("rules.yml")))
        guard let program = ["/usr/bin/prometheus", "/usr/local/bin/prometheus"].first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw TestSupportError("Prometheus is not installed: apt-get install prometheus")
        }
        process = try ChildProcess(
            program,
            [
                "--config.file=\(folder.file("prometheus.yml"))", "--storage.tsdb.path=\(folder.file("data"))",
                "--web.listen-address=127.0.0.1:\(port)", "--rules.alert.resend-delay=500ms",
            ])
        try await eventually("Prometheus ready") {
            // Refused connections are what is waited out here.
            (try? await client.get("http://127.0.0.1:\(port)/-/ready"))?.status.code == 200
        }
    }
}
