package import IngestDomain
package import Logging
import ServiceLifecycle

/// Works off the jobs that intake left: claims them, has the agent do each, and stores what it says.
///
/// A notification wakes it, and it also looks by itself now and then, since notifications may be missed. On shutdown it hands back what it holds.
package final class Dispatcher: Service {
    /// Calls `wake` whenever there may be new jobs, until it is cancelled.
    package typealias Listen = @Sendable (_ wake: @Sendable () -> Void) async -> Void

    private let queue: any JobQueue
    private let worker: JobWorker
    private let options: DispatcherOptions
    private let slots: Slots
    private let listen: Listen
    private let logger: Logger

    /// - Parameter chance: 0…1
    package init(
        queue: any JobQueue, agent: AgentClient, options: DispatcherOptions, metrics: JobMetrics, logger: Logger,
        listen: @escaping Listen, chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.queue = queue
        self.options = options
        self.logger = logger
        self.listen = listen
        slots = Slots(options: options, chance: chance)
        worker = JobWorker(queue: queue, agent: agent, options: options, slots: slots, metrics: metrics, logger: logger)
    }

    package func run() async {
        // One pending wake is enough: it makes the loop look at everything.
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen { wake.yield() } }
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
        repeat { wake.yield() } while (try? await Task.sleep(for: options.pollInterval)) != nil
    }

    /// Claims as many jobs as there are free slots, and begins them.
    private func takeOn(_ jobs: inout DiscardingTaskGroup, _ wake: AsyncStream<Void>.Continuation) async {
        let free = slots.free(at: .now)
        guard free > 0 else { return }
        let claimed: [ClaimedJob]
        do throws(IntakeError) {
            claimed = try await queue.claim(limit: free, worker: options.worker, lease: options.lease)
        } catch {
            // The next poll tries again.
            logger.warning("jobs can't be claimed", metadata: ["error": "\(error)"])
            return
        }
        for job in claimed {
            slots.take()
            jobs.addTask {
                await self.worker.work(on: job)
                self.slots.giveBack()
                wake.yield()
            }
        }
    }
}
