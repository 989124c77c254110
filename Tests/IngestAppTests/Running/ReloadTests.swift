import FoundationEssentials
import HTTPKit
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

/// The real service, whose file of settings is changed while it runs.
@Suite(.timeLimit(.minutes(3))) struct ReloadTests {
    @Test func `limits are taken over, and a file that is wrong changes nothing`() async throws {
        let server = try await PostgresServer.shared()
        let name = try await server.database().parameters["dbname"] ?? ""
        let folder = FileManager.default.temporaryDirectory.appending(path: "reload-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "whence.yaml")
        try Data("rate_limit_total: 0\n".utf8).write(to: file)

        try await RunningIngest.with(
            databaseURL: server.url(database: name), settings: ["WHENCE_CONFIG": file.path(), "CONFIG_RELOAD_SECONDS": "0.05"]
        ) { ingest in
            let isLimited = { @Sendable () async throws -> Bool in
                for _ in 0..<20 {
                    if try await ingest.get("/api/v1/incidents").status == .tooManyRequests { return true }
                }
                return false
            }
            let metric = { @Sendable (outcome: String) async throws -> Bool in
                try await ingest.get("/metrics").text.contains("whence_config_reloads_total{outcome=\"\(outcome)\"} 1\n")
            }
            #expect(try await isLimited() == false)

            try Data("rate_limit_total: 1\n".utf8).write(to: file, options: .atomic)
            try await eventually("the limit is taken over") { try await isLimited() }
            #expect(try await metric("applied"))

            try Data("rate_limit_total: none\n".utf8).write(to: file, options: .atomic)
            try await eventually("the mistake is seen") { try await metric("refused") }
            #expect(try await isLimited())

            let health = try await ingest.json("/health")
            #expect(health["components"]?["queue"]?["queued"]?.integer == 0)
            #expect(health["components"]?["database"]?["status"]?.string == "ok")
            #expect(health["components"]?["agent"]?["status"]?.string == "failed")
            #expect(health["components"]?["kubernetes"]?["status"]?.string == "unknown")
        }
    }
}
