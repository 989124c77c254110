package import IngestAPI
package import IngestDomain
package import Logging
import ServiceLifecycle

/// Follows the log of events for everybody who listens on this replica. While nobody does, it rests.
///
/// A notification wakes it. It also looks by itself, since notifications may be missed.
package struct EventTail: Service {
    /// Calls `wake` whenever something may have happened, until it is cancelled.
    package typealias Listen = @Sendable (_ wake: @Sendable () -> Void) async -> Void

    private let log: any EventLog
    private let hub: EventHub
    private let listen: Listen
    private let logger: Logger
    private let pollInterval: Duration
    private let heartbeat: Duration

    /// Entries of the log that are read at a time.
    private static let batchSize = 500
    /// Until it looks again for entries that wait for an older transaction.
    private static let patience: Duration = .milliseconds(25)

    package init(
        log: any EventLog, hub: EventHub, logger: Logger, pollInterval: Duration = .seconds(1), heartbeat: Duration = .seconds(15),
        listen: @escaping Listen
    ) {
        self.log = log
        self.hub = hub
        self.listen = listen
        self.logger = logger
        self.pollInterval = pollInterval
        self.heartbeat = heartbeat
    }

    package func run() async {
        // One pending wake is enough: it makes the loop read everything.
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await listen { wake.yield() } }
            group.addTask { for await _ in hub.demands { wake.yield() } }
            group.addTask { await every(pollInterval) { wake.yield() } }
            group.addTask { await every(heartbeat) { hub.tick() } }
            var position: EventPosition?
            for await _ in wakes.cancelOnGracefulShutdown() {
                position = await follow(from: position, wake)
            }
            group.cancelAll()
        }
    }

    private func every(_ interval: Duration, _ act: () -> Void) async {
        while (try? await Task.sleep(for: interval)) != nil { act() }
    }

    /// - Returns: how far it came; nil where it begins anew.
    private func follow(from position: EventPosition?, _ wake: AsyncStream<Void>.Continuation) async -> EventPosition? {
        guard hub.hasListeners else {
            hub.rest()
            return nil
        }
        var reached = position
        do throws(IntakeError) {
            var at: EventPosition
            if let position {
                at = position
            } else {
                at = try await log.end()
                hub.begin(at: at)
            }
            var batch: EventBatch
            repeat {
                batch = try await log.events(after: at, limit: Self.batchSize, in: .all)
                if batch.last > at { hub.publish(batch) }
                (at, reached) = (batch.last, batch.last)
            } while batch.hasMore && hub.hasListeners
            if batch.isWaiting, (try? await Task.sleep(for: Self.patience)) != nil { wake.yield() }
        } catch {
            // The next poll tries again, from where it was.
            logger.debug("events can't be read", metadata: ["error": "\(error)"])
        }
        return reached
    }
}
