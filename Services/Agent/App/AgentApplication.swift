import AgentAPI
import AgentAnalysis
import HTTPKit
import Kubernetes
import LLM
import Logging
import Masking
package import Primitives
import ServerKit
import ServiceLifecycle
import Telemetry
import TraceExport

/// `whence-agent`, put together from its settings.
package struct AgentApplication: Sendable {
    private let settings: AgentSettings
    private let environment: [String: String]
    private let startedAt: Timestamp

    package static let version = "0.1.0"

    /// - Parameter startedAt: when the process began, for its metrics.
    package init(settings: AgentSettings, environment: [String: String], startedAt: Timestamp) {
        self.settings = settings
        self.environment = environment
        self.startedAt = startedAt
    }

    /// Serves until it is told to stop, or the task is cancelled.
    ///
    /// - Parameters:
    ///   - handlesSignals: false where it runs within another program.
    ///   - onListening: called once, with the port.
    package func run(handlesSignals: Bool = true, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }) async throws {
        let registry = MetricsRegistry()
        let masker = settings.masking.masker(countedIn: registry)
        let logger = settings.log.configuration(masker).logger("agent")
        ProcessMetrics.register(in: registry, startedAt: startedAt)
        let tracing = try Tracing.open(
            settings.tracing, program: "whence-agent", version: Self.version, registry: registry, masker: masker, logger: logger)
        let connections = try AgentConnections.open(
            settings.kubernetes, settings.sources, environment: environment, metrics: TransportMetrics(registry: registry),
            cacheMetrics: ReadCacheMetrics(registry: registry))
        let models = try AgentModels.open(settings.llm, registry: registry, redact: { masker.mask($0) })
        announce(connections, logger)
        logger.notice("language model", metadata: ["model": .string(models?.judge.identity.description ?? "none: rules alone")])

        let clock = WallClock.system
        let store = try AgentSessionStore(settings.sessions, clock: clock, registry: registry, logger: logger)
        let desks = AgentDesks(settings: settings, connections: connections, models: models, store: store, masker: masker, clock: clock)
        let routes = AnalysisRoutes(
            service: desks.service, gate: AnalysisGate(limit: settings.concurrency), metrics: AnalysisMetrics(registry: registry),
            maximumBytes: settings.server.limits.maximumBodyBytes)
        let access = settings.access.control
        if case .open = access { logger.notice("access control is off: anyone who can connect may do anything") }
        let router = AgentRouter.make(
            routes: routes, sessions: SessionRoutes(ledger: store.ledger, meter: store.meter, clock: clock), registry: registry,
            entrance: Entrance(control: access, limits: settings.requests, registry: registry), tracer: tracing?.tracer,
            checks: AgentHealth.checks(connections) + store.checks, version: Self.version)
        let traces: [any Service] = tracing.map { [$0.service] } ?? []
        let connected: [any Service] = traces + [ConnectionsService(connections: connections, models: models)]
        let runner = ServiceRunner(
            name: "whence-agent", settings: settings.server, logger: logger, router: router,
            services: connected + store.services, onListening: onListening)
        if handlesSignals {
            try await runner.run()
        } else {
            try await runner.run(stoppedBy: [])
        }
    }

    private func announce(_ connections: AgentConnections, _ logger: Logger) {
        switch connections.cluster {
        case .unavailable(let reason):
            logger.warning("no cluster: analyses will be inconclusive", metadata: ["reason": .string(reason)])
        case .client:
            if let access = connections.access {
                logger.notice("cluster", metadata: ["server": .string(access.server.url), "origin": .string(access.origin)])
                for warning in access.warnings {
                    logger.warning("cluster access", metadata: ["detail": .string(warning)])
                }
            }
        }
    }
}
