import FoundationEssentials
import HTTPKit
import HTTPTypes
import Primitives
import TestSupport

/// A real Alertmanager that notifies ingest within fractions of a second.
final class Alertmanager: Sendable {
    let address: String
    private let folder: TemporaryDirectory
    private let process: ChildProcess

    init(notifying ingest: String, client: Client) async throws {
        let port = try freePort()
        address = "http://127.0.0.1:\(port)"
        folder = try TemporaryDirectory("alertmanager")
        let configuration = """
            route:
              receiver: whence
              group_by: [alertname, namespace]
              group_wait: 100ms
              group_interval: 300ms
              repeat_interval: 1s
            receivers:
              - name: whence
                webhook_configs:
                  - url: \(ingest)\(Webhook.path)
                    send_resolved: true
            """
        try Data(configuration.utf8).write(to: URL(filePath: folder.file("alertmanager.yml")))
        process = try ChildProcess(
            try Self.program(),
            [
                "--config.file=\(folder.file("alertmanager.yml"))", "--storage.path=\(folder.path)", "--web.listen-address=127.0.0.1:\(port)",
                "--cluster.listen-address=",
            ])
        let address = address
        try await eventually("Alertmanager ready") {
            // Refused connections are what is waited out here.
            (try? await client.get(address + "/-/ready"))?.status.code == 200
        }
    }

    /// - Parameter endsAt: nil for alerts that fire.
    func send(_ alerts: [JSONValue], endsAt: Timestamp?, client: Client) async throws {
        let body = alerts.map { alert -> JSONValue in
            var sent: [String: JSONValue] = [:]
            for name in ["labels", "annotations", "startsAt", "generatorURL"] { sent[name] = alert[name] }
            if let endsAt { sent["endsAt"] = .string("\(endsAt)") }
            return .object(sent)
        }
        let response = try await client.post(address + "/api/v2/alerts", json: .array(body))
        guard response.status.code == 200 else {
            throw TestSupportError("Alertmanager answered \(response.status.code): \(String(decoding: response.body, as: UTF8.self))")
        }
    }

    /// Debian's name for it, or its own.
    private static func program() throws -> String {
        for name in ["prometheus-alertmanager", "alertmanager"] {
            for folder in ["/usr/bin", "/usr/local/bin"] where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
        }
        throw TestSupportError("Alertmanager is not installed: apt-get install prometheus-alertmanager")
    }
}
