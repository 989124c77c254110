import Synchronization

/// Spans that wait to be exported: so many and no more, whatever happens to who takes them.
package final class SpanBuffer: SpanSink {
    private let capacity: Int
    private let batch: Int
    private let waiting = Mutex<[SpanRecord]>([])
    private let dropped: Counter
    private let wake: AsyncStream<Void>.Continuation
    /// Tells that a batch is full.
    package let fullBatches: AsyncStream<Void>

    /// - Parameters:
    ///   - capacity: spans that are kept; those that come after are dropped.
    ///   - batch: spans that are exported together.
    ///   - dropped: counts what was.
    package init(capacity: Int, batch: Int, dropped: Counter) {
        self.capacity = capacity
        self.batch = min(batch, capacity)
        self.dropped = dropped
        (fullBatches, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func take(_ span: SpanRecord) {
        let count: Int? = waiting.withLock { waiting in
            guard waiting.count < capacity else { return nil }
            waiting.append(span)
            return waiting.count
        }
        guard let count else { return dropped.increment() }
        if count == batch { wake.yield() }
    }

    /// Takes out as many as are exported together.
    package func next() -> [SpanRecord] {
        waiting.withLock { waiting in
            let batch = Array(waiting.prefix(batch))
            waiting.removeFirst(batch.count)
            if waiting.count >= self.batch { wake.yield() }
            return batch
        }
    }

    package var count: Int { waiting.withLock(\.count) }
}
