package import IngestDomain
import Primitives
import ServiceLifecycle
import Synchronization
import Telemetry

/// Writes webhooks that come in together in one transaction, and answers each only after COMMIT.
///
/// A commit costs one wait for the disk, however many alerts it holds; so the busier intake is, the less each webhook costs.
/// A request that is cancelled doesn't cancel the transaction that it shares with others.
package final class GroupCommit: AlertSink, Service {
    /// Writes the webhooks in one transaction, all or none, and answers each in the order given.
    package typealias Write = @Sendable (_ webhooks: [[IncomingAlert]]) async throws(IntakeError) -> [IntakeReceipt]

    fileprivate struct Waiter: Sendable {
        var alerts: [IncomingAlert]
        /// The webhook's own span of the wait.
        var span: ActiveSpan?
        var reply: CheckedContinuation<Result<IntakeReceipt, IntakeError>, Never>
    }

    private let limits: GroupCommitLimits
    private let metrics: IntakeMetrics
    private let write: Write
    private let queue: Mutex<GroupCommitQueue<Waiter, CheckedContinuation<Void, Never>>>

    package init(limits: GroupCommitLimits = GroupCommitLimits(), metrics: IntakeMetrics, write: @escaping Write) {
        self.limits = limits
        self.metrics = metrics
        self.write = write
        queue = Mutex(GroupCommitQueue(limits: limits))
    }

    /// Webhooks that wait for a writer.
    package var waitingWebhooks: Int { queue.withLock(\.waitingWebhooks) }

    /// More than one transaction may hold goes into several, one after the other: each holds its cluster's lock only briefly. Where a later one
    /// fails the sender is told so and sends everything again: what is there already counts as repeated then.
    package func accept(_ alerts: [IncomingAlert]) async throws(IntakeError) -> IntakeReceipt {
        guard alerts.count > limits.batchAlerts else { return try await acceptPart(alerts) }
        guard queue.withLock({ $0.hold(alerts.count) }) else { throw Self.full }
        defer { queue.withLock { $0.release(alerts.count) } }
        var receipts: [IntakeReceipt] = []
        var rest = alerts[...]
        while !rest.isEmpty {
            receipts.append(try await acceptPart(Array(rest.prefix(limits.batchAlerts))))
            rest = rest.dropFirst(limits.batchAlerts)
        }
        return IntakeReceipt(sumOf: receipts)
    }

    private func acceptPart(_ alerts: [IncomingAlert]) async throws(IntakeError) -> IntakeReceipt {
        guard !alerts.isEmpty else { return IntakeReceipt(alerts: 0, incidents: []) }
        return try await withSpan("intake commit") { span throws(IntakeError) in
            let result = await withCheckedContinuation { reply in
                enqueue(Waiter(alerts: alerts, span: span, reply: reply))
            }
            return try result.get()
        }
    }

    private static let full = IntakeError.unavailable(reason: "too many webhooks are waiting", retryAfter: .seconds(5))

    private func enqueue(_ waiter: Waiter) {
        let admission = queue.withLock { queue in
            defer { metrics.waiting.set(queue.waitingWebhooks) }
            return queue.admit(waiter, alerts: waiter.alerts.count)
        }
        switch admission {
        case .queued: break
        case .wake(let writer): writer.resume()
        case .full: waiter.reply.resume(returning: .failure(Self.full))
        case .closed: waiter.reply.resume(returning: .failure(.unavailable(reason: "this replica is shutting down", retryAfter: .seconds(1))))
        }
    }

    /// Runs the writers, until shutdown lets them finish what waits.
    package func run() async {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for _ in 0..<limits.writers {
                    group.addTask { await self.writeUntilFinished() }
                }
            }
        } onCancelOrGracefulShutdown: {
            for writer in self.queue.withLock({ $0.close() }) { writer.resume() }
        }
    }

    private func writeUntilFinished() async {
        while let batch = await nextBatch() { await commit(batch[...]) }
    }

    /// Waits for webhooks to write.
    ///
    /// - Returns: nil once there are none left and none will come.
    private func nextBatch() async -> [Waiter]? {
        while true {
            let turn = await nextTurn()
            switch turn {
            case .write(let batch): return batch
            case .parked: continue
            case .finished: return nil
            }
        }
    }

    /// What is to be done now; where that is nothing, it returns when it may be something else.
    private func nextTurn() async -> GroupCommitQueue<Waiter, CheckedContinuation<Void, Never>>.Turn {
        var turn = GroupCommitQueue<Waiter, CheckedContinuation<Void, Never>>.Turn.parked
        await withCheckedContinuation { wake in
            turn = queue.withLock { queue in
                defer { metrics.waiting.set(queue.waitingWebhooks) }
                return queue.turn(for: wake)
            }
            if case .parked = turn {} else { wake.resume() }
        }
        return turn
    }

    /// Commits the webhooks together. Where the database refuses them, each half is tried by itself, until the one that is at fault stands alone.
    private func commit(_ batch: ArraySlice<Waiter>) async {
        let start = ContinuousClock.now
        let transaction = batch.transactionSpan
        defer { transaction?.end() }
        do throws(IntakeError) {
            let receipts = try await write(batch.map(\.alerts))
            metrics.committed(webhooks: batch.count, alerts: batch.reduce(0) { $0 + $1.alerts.count }, in: ContinuousClock.now - start)
            guard receipts.count == batch.count else {
                throw .failed(reason: "\(receipts.count) answers came for \(batch.count) webhooks")
            }
            for (waiter, receipt) in zip(batch, receipts) { waiter.reply.resume(returning: .success(receipt)) }
        } catch {
            metrics.commitFailures.increment()
            transaction?.fail("\(error)", type: error.kind)
            if batch.count > 1, error.mayBeOneWebhooksFault {
                let middle = batch.startIndex + batch.count / 2
                await commit(batch[..<middle])
                await commit(batch[middle...])
            } else {
                for waiter in batch { waiter.reply.resume(returning: .failure(error)) }
            }
        }
    }
}

extension ArraySlice where Element == GroupCommit.Waiter {
    /// One for the transaction that they share: a part of the first traced webhook's trace, to which the others' link.
    fileprivate var transactionSpan: ActiveSpan? {
        guard let first = lazy.compactMap(\.span).first(where: \.isRecording) else { return nil }
        let span = first.child(
            "transaction", .client,
            [
                "db.system.name": "postgresql", "db.operation.batch.size": .count(reduce(0) { $0 + $1.alerts.count }),
                "whence.commit.webhooks": .count(count),
            ])
        for waiter in self where waiter.span !== first { waiter.span?.link(to: span.context) }
        return span
    }
}

extension IntakeError {
    /// One word for each, for traces.
    fileprivate var kind: String {
        switch self {
        case .unavailable: "unavailable"
        case .rejected: "rejected"
        case .failed: "failed"
        }
    }

    /// A database that is away is away for all; anything else may go back to one webhook's content.
    fileprivate var mayBeOneWebhooksFault: Bool {
        switch self {
        case .unavailable: false
        case .rejected, .failed: true
        }
    }
}
