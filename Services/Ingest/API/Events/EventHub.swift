package import IngestDomain
import Synchronization
import Telemetry

/// Hands what one reader of the log finds to everybody who listens on this replica.
///
/// Nobody is waited for. A listener keeps the newest few batches; where older ones fell out, it notices the gap and reads the log itself.
/// One whose connection takes nothing at all between two ticks is cut off, and comes back by the id it had last.
package final class EventHub: Sendable {
    package struct Limits: Sendable {
        /// On this replica, at once.
        package var listeners = 200
        /// Batches that a listener keeps, shared with the others.
        package var waiting = 16
        /// After so many ticks a stream ends, and whoever listened shows their token again.
        package var ticks = 40

        package init() {}
    }

    private struct State {
        var listeners: [Int: EventListener] = [:]
        var lastNumber = 0
        /// Where the reader is; nil while it rests, because nobody listens.
        var position: EventPosition?
    }

    private let limits: Limits
    private let metrics: EventMetrics
    private let state = Mutex(State())
    /// Yields when the first listener comes: the reader need not wait for its next turn.
    package let demands: AsyncStream<Void>
    private let demand: AsyncStream<Void>.Continuation

    package init(limits: Limits = Limits(), metrics: EventMetrics) {
        self.limits = limits
        self.metrics = metrics
        (demands, demand) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    package var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

    // MARK: For listeners

    /// - Parameter cutOff: Closes the connection, which ends a write that nobody takes.
    /// - Returns: nil where there are as many as may be. It listens as long as it is kept.
    func listen(cutOff: @escaping @Sendable () -> Void) -> EventSubscription? {
        let listener = EventListener(waiting: limits.waiting, cutOff: cutOff)
        let number = state.withLock { state -> Int? in
            guard state.listeners.count < limits.listeners else { return nil }
            state.lastNumber += 1
            state.listeners[state.lastNumber] = listener
            if let position = state.position { listener.offer(.batch(EncodedBatch(at: position))) }
            metrics.listeners.set(state.listeners.count)
            return state.lastNumber
        }
        guard let number else {
            metrics.refused.increment()
            return nil
        }
        demand.yield()
        return EventSubscription(listener: listener) { [weak self] in self?.leave(number) }
    }

    private func leave(_ number: Int) {
        state.withLock { state in
            state.listeners[number] = nil
            metrics.listeners.set(state.listeners.count)
        }
    }

    // MARK: For the reader

    /// Says where the reader begins: everybody reads up to there by themselves.
    package func begin(at position: EventPosition) {
        send(EncodedBatch(at: position))
    }

    package func publish(_ batch: EventBatch) {
        metrics.published.increment(by: batch.events.count)
        send(EncodedBatch(batch))
    }

    /// Says that nobody reads until there are listeners again.
    package func rest() {
        state.withLock { $0.position = nil }
    }

    /// Lets every stream show that it lives, and ends those that don't.
    package func tick() {
        for (number, listener) in state.withLock({ $0.listeners }) {
            let life = listener.tick(limit: limits.ticks)
            guard life != .alive else { continue }
            leave(number)
            listener.end()
            if life == .stuck {
                metrics.cutOff.increment()
                listener.cutOff()
            }
        }
    }

    private func send(_ batch: EncodedBatch) {
        let listeners = state.withLock { state in
            state.position = batch.last
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.offer(.batch(batch)) }
    }
}
