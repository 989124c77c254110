import IngestDomain
import Synchronization

/// Keeps a job this worker's while it works on it.
final class LeaseKeeper: Sendable {
    private let queue: any JobQueue
    private let duration: Duration
    private let current: Mutex<Lease>

    init(queue: any JobQueue, lease: Lease, duration: Duration) {
        self.queue = queue
        self.duration = duration
        current = Mutex(lease)
    }

    /// As it was last renewed.
    var lease: Lease { current.withLock { $0 } }

    /// Renews the lease time and again; returns when another worker has the job, or when the task is cancelled.
    func keepUntilLost() async {
        while (try? await Task.sleep(for: duration / 3)) != nil {
            do throws(IntakeError) {
                guard let renewed = try await queue.renew(lease, by: duration) else { return }
                current.withLock { $0 = renewed }
            } catch {
                // While the database is away for all, nobody else can take the job, and what the agent works on isn't thrown away for it. Where
                // this replica alone is cut off, another one takes the job once the lease has lapsed: the next renewal tells, and what this one
                // would store is refused.
                continue
            }
        }
    }
}
