import Contracts
import IngestDomain
import Logging
import Telemetry

/// What becomes of a job after the agent has answered, or hasn't.
extension JobWorker {
    enum Answer: Sendable {
        case analysis(AnalyzeResponse)
        case summary(SummarizeIncidentResponse)
    }

    /// Stores the answer. While the database is away it is kept and tried again: an analysis may have taken minutes and cost money.
    func store(_ answer: Answer, _ keeper: LeaseKeeper, _ job: ClaimedJob, _ logger: Logger) async {
        for attempt in 0... {
            let lease = keeper.lease
            do throws(IntakeError) {
                let outcome = try await withSpan("store answer", .client, ["db.system.name": "postgresql"]) { _ throws(IntakeError) in
                    switch answer {
                    case .analysis(let response): try await queue.complete(lease, with: response)
                    case .summary(let response): try await queue.complete(lease, with: response)
                    }
                }
                return finished(job, outcome, logger)
            } catch {
                logger.warning("a job's outcome can't be stored", metadata: ["error": "\(error)"])
                guard case .unavailable = error, attempt < Self.storeAttempts else {
                    return await fail(job, lease, JobFailure(message: "what the agent answered can't be stored"), logger)
                }
                guard (try? await Task.sleep(for: options.storePause)) != nil else { return }
            }
        }
    }

    /// - Returns: what the error says about the agent.
    func settle(_ job: ClaimedJob, _ lease: Lease, _ error: AgentError, _ logger: Logger) async -> AgentGate.Finding {
        switch error {
        case .away(let reason):
            logger.warning("the agent is away", metadata: ["error": "\(reason)"])
            await release(job, lease, .agentAway, logger)
            return .failed(reason: reason)
        case .busy(let reason, let retryAfter):
            let rest = min(retryAfter ?? options.rest, options.longestRest)
            logger.info("the agent is busy", metadata: ["answer": "\(reason)", "rest": "\(rest)"])
            await release(job, lease, .agentBusy, notBefore: rest, logger)
            return .busy(rest)
        case .broke(let failure):
            await fail(job, lease, failure, logger)
            return .failed(reason: failure.message)
        case .refused(let failure):
            await fail(job, lease, failure, logger)
            return .answered
        }
    }

    private func fail(_ job: ClaimedJob, _ lease: Lease, _ failure: JobFailure, _ logger: Logger) async {
        ActiveSpan.current?.fail(failure.message, type: "job_failed")
        logger.warning("a job failed", metadata: ["error": "\(failure.message)"])
        do throws(IntakeError) {
            finished(job, try await queue.fail(lease, error: failure), logger)
        } catch {
            // The lease lapses, and a worker takes it up again.
            logger.warning("a job's failure can't be stored", metadata: ["error": "\(error)"])
        }
    }

    /// - Parameter hold: nil on shutdown.
    func release(
        _ job: ClaimedJob, _ lease: Lease, _ hold: JobHold?, notBefore delay: Duration = .zero, _ logger: Logger
    ) async {
        metrics.outcomes[.init(kind: job.kind, outcome: hold?.rawValue ?? "released")].increment()
        ActiveSpan.current?.set("whence.job.outcome", .text(hold?.rawValue ?? "released"))
        do throws(IntakeError) {
            try await queue.release(lease, for: hold, notBefore: delay)
        } catch {
            // The lease lapses by itself: that only takes longer.
            logger.warning("a job can't be handed back", metadata: ["error": "\(error)"])
        }
    }

    private func finished(_ job: ClaimedJob, _ outcome: JobOutcome, _ logger: Logger) {
        let name =
            switch outcome {
            case .done: "done"
            case .retry: "retry"
            case .dead: "dead"
            case .leaseLost: "lease_lost"
            }
        metrics.outcomes[.init(kind: job.kind, outcome: name)].increment()
        ActiveSpan.current?.set("whence.job.outcome", .text(name))
        switch outcome {
        case .done: logger.info("a job is done")
        case .retry(let moment): logger.info("a job is tried again", metadata: ["at": "\(moment)"])
        case .dead: logger.error("a job failed for good")
        case .leaseLost: logger.warning("another worker took the job over")
        }
    }

    private static let storeAttempts = 60
}
