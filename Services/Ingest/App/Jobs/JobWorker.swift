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
    let slots: Slots
    let metrics: JobMetrics
    let logger: Logger

    private enum Step: Sendable {
        case answered(Result<Answer, AgentError>)
        case leaseLost
        case shuttingDown
    }

    func work(on job: ClaimedJob) async {
        var logger = logger
        logger[metadataKey: "job"] = "\(job.lease.job)"
        logger[metadataKey: "incident"] = "\(job.incident)"
        logger[metadataKey: "attempt"] = "\(job.attempt)"
        let keeper = LeaseKeeper(queue: queue, lease: job.lease, duration: options.lease)
        switch await firstStep(of: job, keeper) {
        case .answered(.success(let answer)):
            slots.agentAnswered()
            await store(answer, keeper, job, logger)
        case .answered(.failure(.failed(let failure))):
            slots.agentAnswered()
            await fail(job, keeper.lease, failure, logger)
        case .answered(.failure(.away(let reason, let retryAfter))):
            if let pause = slots.agentIsAway(at: .now, retryAfter: retryAfter) {
                logger.warning("the agent is away", metadata: ["error": "\(reason)", "pause": "\(pause)"])
            }
            await release(job, keeper.lease, why: "agent_away", logger)
        case .shuttingDown:
            await release(job, keeper.lease, why: "released", logger)
        case .leaseLost:
            metrics.outcomes[.init(kind: job.kind, outcome: "lease_lost")].increment()
            logger.warning("another worker took the job over")
        }
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
            case .analyze(let request): .success(.analysis(try await agent.analyze(request)))
            case .summarize(let request): .success(.summary(try await agent.summarize(request)))
            }
        } catch {
            return .failure(error)
        }
    }
}
