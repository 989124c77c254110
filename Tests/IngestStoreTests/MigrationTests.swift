import IngestDomain
import IngestStore
import Logging
import Postgres
import Primitives
import TestSupport
import Testing

@Suite("Migrations")
struct MigrationTests {
    @Test("A database of the first version keeps its data, and its entries stay in order")
    func fromTheFirstVersion() async throws {
        let configuration = try await PostgresServer.shared().database()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        _ = try await Migrator(Schema.migrations.filter { $0.version == 1 }, logger: logger).migrate(configuration)
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        try await connection.execute(script: Self.firstVersionsData)

        let applied = try await Migrator(Schema.migrations, logger: logger).migrate(configuration)
        #expect(applied.count == Schema.migrations.count - 1)

        let incident = try #require(IncidentID("019ab3c4-0000-7000-8000-000000000001"))
        let pool = PostgresPool(configuration, limits: PoolLimits(minimum: 1, maximum: 2), logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await pool.run() }
            let store = PostgresStore(pool: pool, logger: logger)
            let detail = try #require(try await store.reader.incident(incident))
            #expect(detail.alerts.map(\.fingerprint) == ["f1"])
            #expect(detail.timeline.map(\.kind) == [.opened, .alertJoined])
            #expect(detail.jobs.count == 1)
            // What comes after goes on counting where the first version stopped.
            let next = try await connection.query(
                """
                INSERT INTO timeline (cluster, incident_id, at, kind, about)
                VALUES ('lab', \(incident), \(TestTime.start), 'alert_resolved', 'A on shop/orders') RETURNING seq
                """
            ).first?.decode(as: (Int).self)
            #expect(next == 3)
            group.cancelAll()
        }
        await connection.close()
    }

    private static let firstVersionsData = """
        INSERT INTO alerts (cluster, fingerprint, name, severity, labels, annotations, latest_starts_at)
        VALUES ('lab', 'f1', 'A', 'warning', '{"alertname": "A"}', '{}', '2026-11-20T10:00:00Z');
        INSERT INTO incidents (id, cluster, correlation_key, title, severity, severity_rank, opened_at, updated_at, last_alert_at)
        VALUES ('019ab3c4-0000-7000-8000-000000000001', 'lab', 'workload shop/orders', 'A on shop/orders', 'warning', 2,
            '2026-11-20T10:00:01Z', '2026-11-20T10:00:01Z', '2026-11-20T10:00:01Z');
        INSERT INTO episodes (cluster, fingerprint, starts_at, first_received_at, last_received_at, incident_id, notices, severity_rank, firing)
        VALUES ('lab', 'f1', '2026-11-20T10:00:00Z', '2026-11-20T10:00:01Z', '2026-11-20T10:00:01Z',
            '019ab3c4-0000-7000-8000-000000000001', 1, 2, true);
        INSERT INTO timeline (cluster, incident_id, at, kind, about, fingerprint)
        VALUES ('lab', '019ab3c4-0000-7000-8000-000000000001', '2026-11-20T10:00:01Z', 'opened', 'A on shop/orders', 'f1'),
            ('lab', '019ab3c4-0000-7000-8000-000000000001', '2026-11-20T10:00:02Z', 'alert_joined', 'A on shop/orders', 'f1');
        INSERT INTO jobs (cluster, incident_id, kind, alert_name, subject, fingerprint, starts_at, priority, due_at, created_at)
        VALUES ('lab', '019ab3c4-0000-7000-8000-000000000001', 'analyze', 'A', 'shop/orders', 'f1', '2026-11-20T10:00:00Z', 2,
            '2026-11-20T10:00:01Z', '2026-11-20T10:00:01Z');
        """
}
