package import Logging
package import Primitives
import ServiceLifecycle
package import Settings
package import Telemetry
import UnixSignals

/// Reads the settings again on SIGHUP, and when the files that they come from have changed.
///
/// Files are read and compared, not watched: Kubernetes swaps a symbolic link to change a mounted ConfigMap, and a comparison of what is in it can't
/// miss that. A file that is written in place is seen half written now and then, so what stands there counts once two looks in a row have found it
/// alike; a person who asks by a signal knows when it is whole. The environment of a process never changes, and wins as it did at the start.
/// What is wrong changes nothing at all, and is told once.
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
    /// What the last look found, where it was news.
    private var candidate: Found?

    private typealias Found = Result<SettingsSnapshot<Group>, SettingsError>

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
        metrics.ran(by: clock.now)
    }

    package func run() async {
        warn(started.warnings)
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
        let found = look()
        guard isAsked || isSettled(found) else { return }
        switch found {
        case .success(let settings): take(settings, isAsked: isAsked)
        case .failure(let error): if isAsked || error != refused { refuse(error) }
        }
    }

    private func look() -> Found {
        do throws(SettingsError) {
            return .success(try Group.snapshot(environment: environment))
        } catch {
            return .failure(error)
        }
    }

    /// Whether the look before this one has found the same.
    private func isSettled(_ found: Found) -> Bool {
        defer { candidate = found }
        switch (found, candidate) {
        case (.success(let now), .success(let before)): return now.isAlike(before)
        case (.failure(let now), .failure(let before)): return now == before
        default: return false
        }
    }

    private func take(_ found: SettingsSnapshot<Group>, isAsked: Bool) {
        let changes = found.changes(since: seen)
        let isNews = refused != nil || !(changes.taken + changes.waiting).isEmpty
        guard isAsked || isNews else { return }
        refused = nil
        warn(found.warnings.filter { !seen.warnings.contains($0) })
        seen = found
        if isNews { metrics.outcomes[.init(outcome: "applied")].increment() }
        metrics.ran(by: clock.now)
        apply(found.settings, Set(changes.taken))
        logger.notice("settings reloaded", metadata: ["changed": .string(changes.taken.joined(separator: ", "))])
        let waiting = found.changes(since: started).waiting
        if !waiting.isEmpty {
            logger.warning("settings have changed that need a restart", metadata: ["settings": .string(waiting.joined(separator: ", "))])
        }
    }

    private func warn(_ warnings: [String]) {
        for warning in warnings { logger.warning("\(warning)") }
    }

    private func refuse(_ error: SettingsError) {
        refused = error
        metrics.outcomes[.init(outcome: "refused")].increment()
        metrics.isCurrent.set(0)
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
    let isCurrent: Gauge

    init(registry: MetricsRegistry) {
        outcomes = registry.counter(
            "whence_config_reloads_total", help: "Times that changed settings were read again: applied, or refused as a whole.", labels: Labels.self)
        lastSuccess = registry.gauge(
            "whence_config_last_reload_timestamp_seconds", help: "When the service last read its settings and took them, at its start or since.")
        isCurrent = registry.gauge(
            "whence_config_last_reload_successful",
            help: "1 while the service runs by its settings as they stand, 0 while it refuses what stands there.")
        for outcome in ["applied", "refused"] { _ = outcomes[.init(outcome: outcome)] }
    }

    /// The service runs by its settings as they stood then.
    func ran(by moment: Timestamp) {
        lastSuccess.set(Double(moment.microseconds) / 1e6)
        isCurrent.set(1)
    }
}
