import HTTPKit
import IngestAPI
import IngestDomain
import IngestStore
import IngestWeb
import Logging
import Postgres
package import Primitives
import ServerKit
import ServiceLifecycle
package import Settings
import Telemetry
import TraceExport

/// `whence-ingest`, put together from its settings.
package struct IngestApplication: Sendable {
    private let started: SettingsSnapshot<IngestSettings>
    private let environment: [String: String]
    private let startedAt: Timestamp
    private let clock: WallClock

    package static let version = "0.1.0"

    private var settings: IngestSettings { started.settings }

    /// - Parameters:
    ///   - environment: What the settings were read from, and are read from again.
    ///   - startedAt: When the process began, for its metrics.
    package init(settings: SettingsSnapshot<IngestSettings>, environment: [String: String], startedAt: Timestamp, clock: WallClock = .system) {
        started = settings
        self.environment = environment
        self.startedAt = startedAt
        self.clock = clock
    }

    /// Serves until it is told to stop, or the task is cancelled. It doesn't wait for PostgreSQL or for an agent.
    ///
    /// - Parameters:
    ///   - handlesSignals: false where it runs within another program.
    ///   - onListening: Called once, with the port.
    package func run(handlesSignals: Bool = true, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }) async throws {
        let registry = MetricsRegistry()
        let masker = settings.masking.masker(countedIn: registry)
        let logs = settings.log.configuration(masker)
        let logger = logs.logger("ingest")
        ProcessMetrics.register(in: registry, startedAt: startedAt)
        let tracing = try Tracing.open(
            settings.tracing, program: "whence-ingest", version: Self.version, registry: registry, masker: masker, logger: logger)

        let configuration = try settings.database.configuration()
        let pool = PostgresPool(configuration, limits: settings.database.pool, logger: logger)
        PoolMetrics.register(pool, in: registry)
        let store = PostgresStore(
            pool: pool, policy: settings.incidents, queue: settings.jobs.queue, history: settings.history, clock: clock, logger: logger)
        let schema = SchemaState()
        let network = try AsyncHTTPClientTransport()
        let transport = TracedTransport(
            MeteredTransport(network, client: "agent", metrics: TransportMetrics(registry: registry)), client: "agent")
        let tally = ReceivedTally(clock: clock)
        let intake = GroupCommit(limits: settings.intake, metrics: IntakeMetrics(registry: registry)) { webhooks throws(IntakeError) in
            try schema.check()
            let receipts = try await store.writer.write(webhooks)
            tally.add(webhooks, receipts)
            return receipts
        }
        let jobs = BackgroundJobs(
            store: store, configuration: configuration, transport: transport, settings: settings, registry: registry,
            tracer: tracing?.tracer, clock: clock, logger: logger)

        let hub = EventHub(metrics: EventMetrics(registry: registry))
        let tail = EventTail(log: store.events, hub: hub, logger: logger) { wake in
            for await _ in PostgresListener(configuration, channels: [Channel.incidents], logger: logger) { wake() }
        }
        let statistics = StatisticsKeeper(ledger: store.statistics, tally: tally, logger: logger)

        let tokens = TokenTable(clock: clock)
        let keeper = TokenKeeper(
            table: tokens, tokens: PostgresTokens(pool: pool), configuration: configuration, clock: clock, logger: logger)
        let history = HistoryKeeper(history: store.history, metrics: HistoryMetrics(registry: registry), logger: logger)
        let migration = MigrationService(
            migrator: try Migrator(Schema.migrations, logger: logger), configuration: configuration, state: schema,
            dependents: [keeper, history, tail, statistics] + jobs.services, logger: logger
        ) { await history.prepare() }

        let access = settings.access.access(tokens)
        if case .open = access { logger.notice("access control is off: anyone who can connect may do anything") }
        let entrance = Entrance(control: access, limits: settings.requests, registry: registry)
        let router = ServiceRouter(registry: registry, entrance: entrance, tracer: tracing?.tracer)
        let reader = Guarded(base: store.reader, schema: schema)
        let desk = GuardedDesk(base: store.incidents, schema: schema)
        IngestWeb(reader: reader, desk: desk, clock: clock).add(to: router)
        IngestAPI(
            sink: intake, reader: reader, desk: desk, events: Guarded(base: store.events, schema: schema), hub: hub,
            statistics: Guarded(base: store.statistics, schema: schema), sources: settings.sources,
            notifications: NotificationReader(limits: settings.webhook, defaultCluster: settings.cluster),
            maximumBodyBytes: settings.server.limits.maximumBodyBytes, clock: clock, metrics: WebhookMetrics(registry: registry)
        ).add(to: router)
        JobRoutes(desk: GuardedJobDesk(base: store.desk, schema: schema)).add(to: router)
        HealthRoutes(
            registry: registry, service: "whence-ingest", version: Self.version,
            checks: IngestHealth.checks(pool: pool, schema: schema, agent: settings.agent.url, transport: network, log: HealthLog(logger)),
            sources: IngestOverview.sources(queue: store.jobs, schema: schema, agent: settings.agent.url, transport: network),
            openAPI: IngestAPI.document
        ).add(to: router)

        let reloader = SettingsReloader(
            environment: environment, started: started, reload: settings.reload, handlesSignals: handlesSignals, registry: registry, logger: logger
        ) { settings, _ in
            logs.threshold.set(settings.log.level)
            entrance.set(settings.requests)
        }

        // Stopped from the last to the first: what others need stops after them.
        let traces: [any Service] = tracing.map { [$0.service] } ?? []
        let services: [any Service] = traces + [ClientService(client: network), pool, store.notifier, intake, migration, reloader]
        let runner = ServiceRunner(
            name: "whence-ingest", settings: settings.server, logger: logger, router: router, services: services, onListening: onListening)
        if handlesSignals {
            try await runner.run()
        } else {
            try await runner.run(stoppedBy: [])
        }
    }
}
