package import IngestDomain
package import Logging
import ServiceLifecycle

/// Keeps history in its bounds: partitions for what comes, and none for what nobody keeps any more.
package struct HistoryKeeper: Service {
    private let history: any HistoryMaintenance
    private let metrics: HistoryMetrics
    private let logger: Logger

    /// Between two looks. A partition is made one whole width ahead, so nothing depends on it.
    private static let interval: Duration = .seconds(3600)
    /// After one that didn't come to its end.
    private static let pause: Duration = .seconds(60)

    package init(history: any HistoryMaintenance, metrics: HistoryMetrics, logger: Logger) {
        self.history = history
        self.metrics = metrics
        self.logger = logger
    }

    /// Makes the partitions that are needed now, before anything is written. Without them all is written to the default partitions.
    package func prepare() async {
        _ = await attempt { () throws(IntakeError) in try await history.prepare() }
    }

    package func run() async {
        await cancelWhenGracefulShutdown {
            var isThorough = true
            var isComplete = false
            repeat {
                isComplete = await attempt { () throws(IntakeError) in try await history.maintain(isThorough: isThorough) }
                if isComplete { isThorough = false }
            } while (try? await Task.sleep(for: isComplete ? Self.interval : Self.pause)) != nil
        }
    }

    private func attempt(_ work: () async throws(IntakeError) -> HistoryReport) async -> Bool {
        do throws(IntakeError) {
            let report = try await work()
            metrics.count(report)
            if !report.isEmpty, !report.wasBusy { logger.notice("history is in its bounds", metadata: report.metadata) }
            return report.postponed.isEmpty
        } catch {
            metrics.countFailure()
            if !Task.isCancelled { logger.warning("history can't be kept in its bounds", metadata: ["error": "\(error)"]) }
            return false
        }
    }
}

extension HistoryReport {
    fileprivate var metadata: Logger.Metadata {
        [
            "created": .array(created.map { .string($0) }), "dropped": .array(dropped.map { .string($0) }),
            "postponed": .array(postponed.map { .string($0) }), "removed_incidents": .stringConvertible(removedIncidents),
            "removed_alerts": .stringConvertible(removedAlerts), "kept_rows": .stringConvertible(keptRows),
        ]
    }
}
