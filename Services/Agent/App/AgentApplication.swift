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
package import Settings
import Telemetry
import TraceExport

/// `whence-agent`, put together from its settings.
package struct AgentApplication: Sendable {
    private let started: SettingsSnapshot<AgentSettings>
    private let environment: [String: String]
    private let startedAt: Timestamp

    package static let version = "0.1.0"

    private var settings: AgentSettings { started.settings }

    /// - Parameters:
    ///   - environment: what the settings were read from, and are read from again.
    ///   - startedAt: when the process began, for its metrics.
    package init(settings: SettingsSnapshot<AgentSettings>, environment: [String: String], startedAt: Timestamp) {
        started = settings
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
        let logs = settings.log.configuration(masker)
        let logger = logs.logger("agent")
        ProcessMetrics.register(in: registry, startedAt: startedAt)
        let tracing = try Tracing.open(
            settings.tracing, program: "whence-agent", version: Self.version, registry: registry, masker: masker, logger: logger)
        let connections = try AgentConnections.open(
            settings.kubernetes, settings.sources, environment: environment, metrics: TransportMetrics(registry: registry),
            cacheMetrics: ReadCacheMetrics(registry: registry))
        let network = try AgentModels.network()
        announce(connections, logger)

        let clock = WallClock.system
        let store = try AgentSessionStore(settings.sessions, clock: clock, registry: registry, logger: logger)
        let prepare: @Sendable (AgentSettings) -> AgentWork.Current = { settings in
            let models = AgentModels.make(settings.llm, network: network, registry: registry, redact: { masker.mask($0) })
            logger.notice("language model", metadata: ["model": .string(models?.judge.identity.description ?? "none: rules alone")])
            let desks = AgentDesks(settings: settings, connections: connections, models: models, store: store, masker: masker, clock: clock)
            return .init(service: desks.service, models: models)
        }
        let work = AgentWork(prepare(settings))
        let gate = AnalysisGate(limit: settings.concurrency)
        let routes = AnalysisRoutes(
            service: work.service, gate: gate, metrics: AnalysisMetrics(registry: registry),
            maximumBytes: settings.server.limits.maximumBodyBytes)
        let access = settings.access.control
        if case .open = access { logger.notice("access control is off: anyone who can connect may do anything") }
        let entrance = Entrance(control: access, limits: settings.requests, registry: registry)
        let router = AgentRouter.make(
            routes: routes, sessions: SessionRoutes(ledger: store.ledger, meter: store.meter, clock: clock), registry: registry,
            entrance: entrance, tracer: tracing?.tracer, checks: AgentHealth.checks(connections, log: HealthLog(logger)) + store.checks,
            sources: AgentOverview.sources(models: { work.models }, gate: gate), version: Self.version)
        let reloader = SettingsReloader(
            environment: environment, started: started, reload: settings.reload, handlesSignals: handlesSignals, registry: registry, logger: logger
        ) { [running = settings] settings, changed in
            logs.threshold.set(settings.log.level)
            entrance.set(settings.requests)
            gate.set(limit: settings.concurrency)
            // Models begin anew, their circuit breakers closed: only where something of them or of the analyses has changed.
            guard !changed.isSubset(of: AgentSettings.takenInPlace) else { return }
            var settings = settings
            // These go with the connections, which stay.
            settings.analysis.traces = running.analysis.traces
            settings.analysis.lokiLines = running.analysis.lokiLines
            work.replace(by: prepare(settings))
        }
        let traces: [any Service] = tracing.map { [$0.service] } ?? []
        let connected: [any Service] = traces + [ConnectionsService(connections: connections, network: network), reloader]
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
