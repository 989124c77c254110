import HTTPKit
import IngestDomain
import IngestStore
import Logging
import Postgres
import Primitives
import ServiceLifecycle
import Settings
import Telemetry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What works beside the server: the dispatcher, what tells of its circuit, and the sweeper.
struct BackgroundJobs {
    let services: [any Service]

    init(
        store: PostgresStore, configuration: PostgresConfiguration, transport: any Transport, settings: IngestSettings,
        registry: MetricsRegistry, tracer: Tracer?, clock: WallClock, logger: Logger
    ) {
        let metrics = JobMetrics(registry: registry)
        let agent = AgentClient(
            transport: transport, baseURL: settings.agent.url.text, timeout: settings.agent.timeout,
            token: settings.agent.tokens.first, clock: clock)
        let options = settings.jobs.dispatcher(worker: Self.workerName())
        let gate = AgentGate(options: options, clock: clock)
        let dispatcher = Dispatcher(
            queue: store.jobs, agent: agent, gate: gate, options: options, metrics: metrics, tracer: tracer, logger: logger
        ) { wake in
            for await _ in PostgresListener(configuration, channels: [Channel.jobs], logger: logger) { wake() }
        }
        let sweeper = Sweeper(
            housekeeping: store.housekeeping, queue: store.jobs, interval: settings.jobs.sweepInterval, metrics: metrics,
            logger: logger)
        services = [sweeper, CircuitReporter(gate: gate, queue: store.jobs, metrics: metrics, logger: logger), dispatcher]
    }

    /// For people who look at the jobs' table: which machine, and which process on it.
    private static func workerName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        // A machine without a name is told by its process alone.
        guard gethostname(&name, name.count - 1) == 0 else { return "\(getpid())" }
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "\(host)/\(getpid())"
    }
}
