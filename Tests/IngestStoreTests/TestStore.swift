import Contracts
import IngestDomain
import IngestStore
import Logging
import Postgres
import Primitives
import Synchronization
import TestSupport
import Testing

/// A store over a database of its own, with a clock that only the test moves.
struct TestStore: Sendable {
    /// For the test's own statements.
    let pool: PostgresPool
    /// The store's, whose plans are looked at.
    let planned: PostgresPool
    let store: PostgresStore
    let time: TestTime
    /// What the store's statements are planned as.
    let plans: PlanLog

    var writer: PostgresAlertWriter { store.writer }
    var reader: PostgresIncidentReader { store.reader }
    var jobs: PostgresJobQueue { store.jobs }

    /// Runs a body with a store over a fresh database.
    static func with(
        policy: IncidentPolicy = IncidentPolicy(), queue: QueuePolicy = QueuePolicy(), history: HistoryPolicy = HistoryPolicy(),
        _ body: (TestStore) async throws -> Void
    ) async throws {
        try await replicas(1, policy: policy, queue: queue, history: history) { try await body($0[0]) }
    }

    /// Runs a body with several stores, as replicas have them, over one fresh database. Afterwards no statement that they ran may have scanned a
    /// table that grows.
    static func replicas(
        _ count: Int, policy: IncidentPolicy = IncidentPolicy(), queue: QueuePolicy = QueuePolicy(),
        history: HistoryPolicy = HistoryPolicy(),
        _ body: ([TestStore]) async throws -> Void
    ) async throws {
        let configuration = try await database()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let time = TestTime()
        let plans = await PlanLog(of: try PostgresServer.shared(), database: configuration.parameters["dbname"] ?? "")
        var planned = configuration
        planned.parameters["options"] = PlanLog.options
        var stores: [TestStore] = []
        var pools: [PostgresPool] = []
        for _ in 0..<count {
            let own = PostgresPool(configuration, limits: PoolLimits(minimum: 0, maximum: 2), logger: logger)
            let pool = PostgresPool(planned, limits: PoolLimits(minimum: 1, maximum: 4), logger: logger)
            pools += [own, pool]
            let store = PostgresStore(
                pool: pool, policy: policy, queue: queue, history: history, clock: time.clock, logger: logger)
            stores.append(TestStore(pool: own, planned: pool, store: store, time: time, plans: plans))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for pool in pools { group.addTask { await pool.run() } }
            try await body(stores)
            group.cancelAll()
        }
        for violation in try plans.violations() { Issue.record("\(violation)") }
    }

    private static func database() async throws -> PostgresConfiguration {
        try await PostgresServer.shared().database(named: "ingest") { configuration in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            _ = try await Migrator(Schema.migrations, logger: logger).migrate(configuration)
        }
    }

    /// Writes alerts as one webhook.
    @discardableResult
    func receive(_ alerts: IncomingAlert...) async throws -> IntakeReceipt {
        let receipts = try await writer.write([alerts])
        return receipts[0]
    }

    /// The first value of a query's only column.
    func value<Value: PostgresDecodable>(_ query: PostgresQuery, as type: Value.Type = Value.self) async throws -> Value? {
        try await pool.query(query).first?.decode(as: Value.self)
    }

    func count(_ table: String, where condition: String = "true") async throws -> Int {
        try await value("SELECT count(*) FROM \(unescaped: table) WHERE \(unescaped: condition)") ?? -1
    }

    func detail(_ id: IncidentID) async throws -> IncidentDetail {
        guard let detail = try await reader.incident(id) else { throw TestSupportError("there is no incident \(id)") }
        return detail
    }
}

/// Questions of those who may see everything.
extension PostgresIncidentReader {
    func incidents(in states: Set<IncidentState>, _ page: Page<IncidentID> = Page()) async throws -> Paged<IncidentSummary, IncidentID> {
        try await incidents(IncidentCriteria(states: states), page, in: .all)
    }

    func incident(_ id: IncidentID) async throws -> IncidentDetail? {
        try await incident(id, in: .all)
    }

    func alert(fingerprint: String, cluster: String?) async throws -> AlertDetail? {
        try await alert(fingerprint: fingerprint, cluster: cluster, in: .all)
    }
}

/// A clock that stands still until it is moved.
final class TestTime: Sendable {
    static let start = Timestamp(microseconds: 1_795_000_000_000_000)
    private let moment = Mutex(TestTime.start)

    var now: Timestamp { moment.withLock { $0 } }

    var clock: WallClock { WallClock { self.now } }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}

extension IncomingAlert {
    /// An alert that fires, on a workload of the namespace `shop` unless the labels say otherwise.
    static func firing(
        _ name: String = "KubePodNotReady", on workload: String? = "orders", severity: String = "warning", labels: [String: String] = [:],
        startsAt: Timestamp = TestTime.start, groupKey: String = "", cluster: String = "lab", at received: Timestamp = TestTime.start
    ) throws -> IncomingAlert {
        try make(.firing, name, workload, severity, labels, startsAt, nil, groupKey, cluster, received)
    }

    static func resolved(
        _ name: String = "KubePodNotReady", on workload: String? = "orders", severity: String = "warning", labels: [String: String] = [:],
        startsAt: Timestamp = TestTime.start, endsAt: Timestamp? = nil, groupKey: String = "", cluster: String = "lab",
        at received: Timestamp = TestTime.start
    ) throws -> IncomingAlert {
        try make(.resolved, name, workload, severity, labels, startsAt, endsAt ?? startsAt + .seconds(60), groupKey, cluster, received)
    }

    private static func make(
        _ status: AlertStatus, _ name: String, _ workload: String?, _ severity: String, _ more: [String: String], _ startsAt: Timestamp,
        _ endsAt: Timestamp?, _ groupKey: String, _ cluster: String, _ received: Timestamp
    ) throws -> IncomingAlert {
        var labels = ["alertname": name, "severity": severity, "cluster": cluster]
        if let workload {
            labels["namespace"] = "shop"
            labels["deployment"] = workload
        }
        labels.merge(more) { _, own in own }
        let alert = Alert(status: status, labels: labels, annotations: ["summary": "a \"quoted\" \\ text"], startsAt: startsAt, endsAt: endsAt)
        return try IncomingAlert(alert, path: "alerts[0]", groupKey: groupKey, defaultCluster: "default", receivedAt: received)
    }
}
