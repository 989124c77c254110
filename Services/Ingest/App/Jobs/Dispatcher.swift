package import IngestDomain
package import Logging
import ServiceLifecycle
package import Telemetry

/// Works off the jobs that intake left: claims them, has the agent do each, and stores what it says.
///
/// A notification wakes it, and it also looks by itself now and then, since notifications may be missed. On shutdown it hands back what it holds.
package final class Dispatcher: Service {
    /// Calls `wake` whenever there may be new jobs, until it is cancelled.
    package typealias Listen = @Sendable (_ wake: @Sendable () -> Void) async -> Void

    private let queue: any JobQueue
    private let worker: JobWorker
    private let options: DispatcherOptions
    private let gate: AgentGate
    private let listen: Listen
    private let chance: @Sendable () -> Double
    private let logger: Logger

    /// - Parameters:
    ///   - tracer: continues the traces of the webhooks that asked for jobs, where anything is traced.
    ///   - gate: also shown to people, by a ``CircuitReporter``.
    ///   - chance: 0…1
    package init(
        queue: any JobQueue, agent: AgentClient, gate: AgentGate, options: DispatcherOptions, metrics: JobMetrics,
        tracer: Tracer? = nil, logger: Logger, listen: @escaping Listen, chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.queue = queue
        self.options = options
        self.logger = logger
        self.listen = listen
        self.gate = gate
        self.chance = chance
        worker = JobWorker(queue: queue, agent: agent, options: options, metrics: metrics, tracer: tracer, logger: logger)
    }

    package func run() async {
        // One pending wake is enough: it makes the loop look at everything.
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            // Replicas hear a notification all at once: each sleeps over it for a moment of its own.
            let (heard, hear) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            group.addTask { await self.listen { hear.yield() } }
            group.addTask {
                for await _ in heard {
                    guard (try? await Task.sleep(for: self.options.wakeSpread * self.chance())) != nil else { return }
                    wake.yield()
                }
            }
            group.addTask { await self.poll(wake) }
            await withDiscardingTaskGroup { jobs in
                for await _ in wakes.cancelOnGracefulShutdown() {
                    await takeOn(&jobs, wake)
                }
            }
            group.cancelAll()
        }
    }

    private func poll(_ wake: AsyncStream<Void>.Continuation) async {
        repeat { wake.yield() } while (try? await Task.sleep(for: options.pollInterval * (0.75 + 0.5 * chance()))) != nil
    }

    /// Claims as many jobs as the agent is to be asked, and begins them.
    private func takeOn(_ jobs: inout DiscardingTaskGroup, _ wake: AsyncStream<Void>.Continuation) async {
        let (count, slot) = gate.take(at: .now)
        guard count > 0 else { return }
        var claimed: [ClaimedJob] = []
        do throws(IntakeError) {
            claimed = try await queue.claim(limit: count, worker: options.worker, lease: options.lease)
        } catch {
            // The next poll tries again.
            logger.warning("jobs can't be claimed", metadata: ["error": "\(error)"])
        }
        for _ in claimed.count..<max(count, claimed.count) { gate.giveBack(slot, .none, at: .now) }
        for job in claimed {
            jobs.addTask {
                let finding = await self.worker.work(on: job)
                self.gate.giveBack(slot, finding, at: .now)
                wake.yield()
            }
        }
    }
}
