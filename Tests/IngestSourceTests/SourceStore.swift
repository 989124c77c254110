import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IngestAPI
import IngestDomain
import IngestStore
import Logging
import NIOCore
import Postgres
import Primitives
import ServerKit
import Synchronization
import Telemetry
import TestSupport

/// The routes of all sources over a database of their own, with a clock that the deliveries move.
struct SourceStore: Sendable {
    let pool: PostgresPool
    private let time: Moment

    private let client: any TestClientProtocol

    /// The time that every case begins at.
    static let start = Timestamp(microseconds: 1_795_248_000_000_000)  // 2026-11-21T08:00:00Z

    private final class Moment: Sendable {
        let now = Mutex(SourceStore.start)
    }

    /// Commits each webhook by itself.
    private struct Writer: AlertSink {
        let writer: PostgresAlertWriter

        func accept(_ alerts: [IncomingAlert]) async throws(IntakeError) -> IntakeReceipt {
            guard let receipt = try await writer.write([alerts]).first else { throw .failed(reason: "there is no receipt") }
            return receipt
        }
    }

    static func with(sources: AlertSources, _ body: @Sendable (SourceStore) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let configuration = try await PostgresServer.shared().database(named: "sources") { configuration in
            _ = try await Migrator(Schema.migrations, logger: logger).migrate(configuration)
        }
        let time = Moment()
        let clock = WallClock { time.now.withLock { $0 } }
        let pool = PostgresPool(configuration, limits: PoolLimits(minimum: 1, maximum: 4), logger: logger)
        let store = PostgresStore(pool: pool, policy: IncidentPolicy(), clock: clock, logger: logger)
        let registry = MetricsRegistry()
        let router = ServiceRouter(registry: registry)
        WebhookRoutes(
            sink: Writer(writer: store.writer), sources: sources, notifications: NotificationReader(defaultCluster: "home"),
            maximumBodyBytes: 1 << 20, clock: clock, metrics: WebhookMetrics(registry: registry)
        ).add(to: router)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await pool.run() }
            try await Application(responder: router.buildResponder(), logger: logger).test(.router) { client in
                try await body(SourceStore(pool: pool, time: time, client: client))
            }
            group.cancelAll()
        }
    }

    /// Empties the database, and sets the clock back.
    func reset() async throws {
        try await pool.execute("TRUNCATE alerts, episodes, incidents, timeline, jobs, analyses")
        time.now.withLock { $0 = Self.start }
    }

    /// What the sender is told: the status, and the fields that are named as wrong.
    func deliver(_ body: [UInt8], to path: String, after pause: Duration = .zero) async throws -> Answer {
        time.now.withLock { $0 = $0 + pause }
        let response = try await client.execute(uri: path, method: .post, body: ByteBuffer(bytes: body))
        let answer = try JSONDecoder().decode(JSONValue.self, from: Data(response.body.readableBytesView))
        let errors = response.status == .ok ? answer["rejected"]?["errors"] : answer["errors"]
        return Answer(status: response.status.code, fields: errors?.array?.compactMap { $0["field"]?.string } ?? [])
    }

    struct Answer: Equatable {
        var status: Int
        var fields: [String] = []
    }

    /// The episodes with their alerts and incidents, one a line, in the order of cluster, name and start:
    /// `home/Down firing 08:00:00 ×1 critical → workload:shop/orders`
    func rows() async throws -> [String] {
        let rows = try await pool.query(
            """
            SELECT e.cluster || '/' || a.name || CASE WHEN e.firing THEN ' firing ' ELSE ' resolved ' END
                || to_char(e.starts_at AT TIME ZONE 'UTC', 'HH24:MI:SS') || coalesce('–' || to_char(e.ends_at AT TIME ZONE 'UTC', 'HH24:MI:SS'), '')
                || ' ×' || e.notices || ' ' || coalesce(nullif(a.severity, ''), '-') || coalesce(' → ' || i.correlation_key, '')
            FROM episodes AS e
            JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
            LEFT JOIN incidents AS i ON i.id = e.incident_id
            ORDER BY e.cluster, a.name, e.starts_at, e.fingerprint
            """)
        return try rows.map { try $0.decode(as: String.self) }
    }

    /// The labels, or the annotations, of the one alert that there is.
    func json(_ column: String) async throws -> JSONValue? {
        let text = try await pool.query("SELECT \(unescaped: column)::text FROM alerts").first?.decode(as: String.self)
        return try text.map { try JSONDecoding.decode(JSONValue.self, from: Array($0.utf8)) }
    }

    func fingerprints() async throws -> [String] {
        try await pool.query("SELECT fingerprint FROM alerts ORDER BY fingerprint").map { try $0.decode(as: String.self) }
    }
}
