import Contracts
import IngestDomain
import Logging
import ServiceLifecycle
import Telemetry

/// Does one claimed job: asks the agent while it keeps the lease, and stores the outcome.
struct JobWorker: Sendable {
    let queue: any JobQueue
    let agent: AgentClient
    let options: DispatcherOptions
    let metrics: JobMetrics
    let tracer: Tracer?
    let logger: Logger

    private enum Step: Sendable {
        case answered(Result<Answer, AgentError>)
        case leaseLost
        case shuttingDown
    }

    /// A part of the trace of the webhook that asked for the job, however much later and wherever that came in.
    ///
    /// - Returns: what it learned about the agent.
    func work(on job: ClaimedJob) async -> AgentGate.Finding {
        await withSpan("job \(job.kind)", .consumer, by: tracer, continuing: job.traceContext.flatMap { TraceContext($0) }, job.traced) { _ in
            await carryOut(job)
        }
    }

    private func carryOut(_ job: ClaimedJob) async -> AgentGate.Finding {
        var logger = logger
        logger[metadataKey: "job"] = "\(job.lease.job)"
        logger[metadataKey: "incident"] = "\(job.incident)"
        logger[metadataKey: "attempt"] = "\(job.attempt)"
        if let fingerprint = job.fingerprint { logger[metadataKey: "fingerprint"] = "\(fingerprint)" }
        if case .unreadable(_, let failure) = job.request {
            // Nobody was asked: it says nothing about the agent.
            _ = await settle(job, job.lease, .refused(failure), logger)
            return .none
        }
        let keeper = LeaseKeeper(queue: queue, lease: job.lease, duration: options.lease)
        switch await firstStep(of: job, keeper) {
        case .answered(.success(let answer)):
            await store(answer, keeper, job, logger)
            return .answered
        case .answered(.failure(let error)):
            return await settle(job, keeper.lease, error, logger)
        case .shuttingDown:
            await release(job, keeper.lease, nil, logger)
        case .leaseLost:
            metrics.outcomes[.init(kind: job.kind, outcome: "lease_lost")].increment()
            logger.warning("another worker took the job over")
        }
        return .none
    }

    /// Whatever comes first ends the others: the agent's answer, the loss of the lease, or shutdown.
    private func firstStep(of job: ClaimedJob, _ keeper: LeaseKeeper) async -> Step {
        await withTaskGroup(of: Step.self) { group in
            group.addTask { .answered(await ask(job.request)) }
            group.addTask {
                await keeper.keepUntilLost()
                return .leaseLost
            }
            group.addTask {
                // It throws only when this task is cancelled, and then nobody reads what it returns.
                try? await gracefulShutdown()
                return .shuttingDown
            }
            defer { group.cancelAll() }
            return await group.next() ?? .shuttingDown
        }
    }

    private func ask(_ request: ClaimedJob.Request) async -> Result<Answer, AgentError> {
        do throws(AgentError) {
            return switch request {
            case .unreadable(_, let failure): .failure(.refused(failure))
            case .analyze(let request): .success(.analysis(try await agent.analyze(request)))
            case .summarize(let request): .success(.summary(try await agent.summarize(request)))
            }
        } catch {
            return .failure(error)
        }
    }
}
