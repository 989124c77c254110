package import IngestDomain
package import Logging
import ServiceLifecycle
import Telemetry

/// Does what falls due as time passes: resolves incidents whose alerts have been resolved long enough, and counts the jobs.
package struct Sweeper: Service {
    private let housekeeping: any Housekeeping
    private let queue: any JobQueue
    private let interval: Duration
    private let metrics: JobMetrics
    private let logger: Logger

    package init(housekeeping: any Housekeeping, queue: any JobQueue, interval: Duration, metrics: JobMetrics, logger: Logger) {
        self.housekeeping = housekeeping
        self.queue = queue
        self.interval = interval
        self.metrics = metrics
        self.logger = logger
    }

    package func run() async {
        await cancelWhenGracefulShutdown {
            var wasWell = true
            repeat {
                do throws(IntakeError) {
                    try await sweep()
                    wasWell = true
                } catch {
                    // Told once, not every second that the database is away.
                    if wasWell, !Task.isCancelled { logger.warning("incidents can't be swept", metadata: ["error": "\(error)"]) }
                    wasWell = false
                }
            } while (try? await Task.sleep(for: interval)) != nil
        }
    }

    private func sweep() async throws(IntakeError) {
        let report = try await housekeeping.sweep()
        for incident in report.resolvedIncidents { logger.info("an incident resolved", metadata: ["incident": "\(incident)"]) }
        for job in report.deadJobs { logger.error("a job failed for good", metadata: ["job": "\(job)"]) }
        for incident in report.overdueIncidents { logger.warning("an analysis is overdue", metadata: ["incident": "\(incident)"]) }
        metrics.overdue.increment(by: report.overdueIncidents.count)
        let (depth, lanes) = try await queue.numbers()
        metrics.set(depth)
        metrics.set(lanes)
    }
}
