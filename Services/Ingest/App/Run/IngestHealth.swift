import HTTPKit
import HTTPTypes
import Postgres
import ServerKit
import Settings

/// What `/readyz` says. Without its database ingest takes no webhook; without an agent it takes them, and analyses wait.
enum IngestHealth {
    static func checks(
        pool: PostgresPool, schema: SchemaState, agent: ServerURL, transport: any Transport, log: HealthLog
    ) -> [HealthCheck] {
        [
            HealthCheck("database") {
                if let reason = schema.reason { return .failed(reason) }
                do {
                    try await pool.withConnection { connection in _ = try await connection.query("SELECT 1") }
                    log.note(nil, of: "database")
                    return .ok
                } catch {
                    log.note("\(error)", of: "database")
                    return .failed((error as? PostgresError)?.kind ?? "the database can't be used")
                }
            },
            HealthCheck("agent", isCritical: false) {
                do throws(TransportError) {
                    let response = try await transport.send(OutboundRequest(url: agent.appending("/healthz"), timeout: .seconds(2)))
                    log.note(nil, of: "agent")
                    return response.isSuccess ? .ok : .failed("it answered \(response.status.code)")
                } catch {
                    log.note("\(error)", of: "agent")
                    return .failed("it can't be asked: \(error.reason)")
                }
            },
        ]
    }
}
