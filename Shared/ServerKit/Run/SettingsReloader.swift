package import Logging
package import Primitives
import ServiceLifecycle
package import Settings
package import Telemetry
import UnixSignals

/// Reads the settings again on SIGHUP, and when the files that they come from have changed.
///
/// Files are read and compared, not watched: Kubernetes swaps a symbolic link to change a mounted ConfigMap, and a comparison of what is in it can't
/// miss that. The environment of a process never changes, and wins as it did at the start. What is wrong changes nothing at all, and is told once.
package actor SettingsReloader<Group: SettingsGroup>: Service {
    private let environment: [String: String]
    /// What runs, but for what was taken over since.
    private let started: SettingsSnapshot<Group>
    private let interval: Duration
    private let handlesSignals: Bool
    private let metrics: ReloadMetrics
    private let logger: Logger
    private let clock: WallClock
    private let apply: @Sendable (_ settings: Group, _ changed: Set<String>) -> Void
    private var seen: SettingsSnapshot<Group>
    private var refused: SettingsError?

    /// - Parameters:
    ///   - started: What the service started with.
    ///   - handlesSignals: false where it runs within another program.
    ///   - apply: Takes over what is reloadable, given the keys of that which have changed.
    package init(
        environment: [String: String], started: SettingsSnapshot<Group>, reload: ReloadSettings, handlesSignals: Bool, registry: MetricsRegistry,
        logger: Logger, clock: WallClock = .system, apply: @escaping @Sendable (_ settings: Group, _ changed: Set<String>) -> Void
    ) {
        self.environment = environment
        self.started = started
        interval = reload.interval
        self.handlesSignals = handlesSignals
        metrics = ReloadMetrics(registry: registry)
        self.logger = logger
        self.clock = clock
        self.apply = apply
        seen = started
    }

    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            if interval > .zero {
                group.addTask { [interval] in
                    while (try? await Task.sleep(for: interval)) != nil { await self.reload(isAsked: false) }
                }
            }
            if handlesSignals {
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { await self.reload(isAsked: true) }
                }
            }
            // Shutdown or cancellation: it ends the same way.
            try? await gracefulShutdown()
            group.cancelAll()
        }
    }

    /// - Parameter isAsked: Whether a person waits for an answer, which stands in the log even where nothing has changed.
    package func reload(isAsked: Bool) {
        let found: SettingsSnapshot<Group>
        do throws(SettingsError) {
            found = try Group.snapshot(environment: environment)
        } catch {
            guard isAsked || error != refused else { return }
            refused = error
            return refuse(error)
        }
        let changes = found.changes(since: seen)
        guard isAsked || refused != nil || !(changes.taken + changes.waiting).isEmpty else { return }
        refused = nil
        seen = found
        apply(found.settings, Set(changes.taken))
        metrics.outcomes[.init(outcome: "applied")].increment()
        metrics.lastSuccess.set(Double(clock.now.microseconds) / 1e6)
        logger.notice("settings reloaded", metadata: ["changed": .string(changes.taken.joined(separator: ", "))])
        let waiting = found.changes(since: started).waiting
        if !waiting.isEmpty {
            logger.warning("settings have changed that need a restart", metadata: ["settings": .string(waiting.joined(separator: ", "))])
        }
    }

    private func refuse(_ error: SettingsError) {
        metrics.outcomes[.init(outcome: "refused")].increment()
        for problem in error.problems {
            logger.error("settings not reloaded; what was set stays", metadata: ["problem": .string("\(SettingsError(problems: [problem]))")])
        }
    }
}

/// What became of settings that were read again.
struct ReloadMetrics: Sendable {
    struct Labels: LabelSet {
        var outcome: String
        var pairs: KeyValuePairs<String, String> { ["outcome": outcome] }
    }

    let outcomes: Family<Labels, Counter>
    let lastSuccess: Gauge

    init(registry: MetricsRegistry) {
        outcomes = registry.counter(
            "whence_config_reloads_total", help: "Times that changed settings were read again: applied, or refused as a whole.", labels: Labels.self)
        lastSuccess = registry.gauge(
            "whence_config_last_reload_timestamp_seconds", help: "When settings were last taken over by a running service; 0 before the first time.")
        for outcome in ["applied", "refused"] { _ = outcomes[.init(outcome: outcome)] }
    }
}
