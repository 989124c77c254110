import Synchronization

/// One listener, as the hub knows it.
final class EventListener: Sendable {
    enum Signal: Sendable {
        case batch(EncodedBatch)
        case tick
    }

    enum Life {
        case alive
        /// It has lasted as long as a stream may.
        case over
        /// Nothing was written since the last tick.
        case stuck
    }

    private struct Progress {
        var hasMoved = true
        var ticks = 0
    }

    let signals: AsyncStream<Signal>
    let cutOff: @Sendable () -> Void
    private let continuation: AsyncStream<Signal>.Continuation
    private let progress = Mutex(Progress())

    init(waiting: Int, cutOff: @escaping @Sendable () -> Void) {
        self.cutOff = cutOff
        (signals, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingNewest(waiting))
    }

    /// Older signals than the newest few fall out: a gap between batches is noticed, a tick is not missed.
    func offer(_ signal: Signal) {
        continuation.yield(signal)
    }

    func end() {
        continuation.finish()
    }

    /// Something was written: the client takes what it is sent.
    func moved() {
        progress.withLock { $0.hasMoved = true }
    }

    func tick(limit: Int) -> Life {
        let life = progress.withLock { progress -> Life in
            progress.ticks += 1
            guard progress.hasMoved else { return .stuck }
            progress.hasMoved = false
            return progress.ticks > limit ? .over : .alive
        }
        if life == .alive { offer(.tick) }
        return life
    }
}

/// The place of a listener, given up when nobody holds it any more: also where its stream is never begun, as with HEAD.
final class EventSubscription: Sendable {
    let listener: EventListener
    private let leave: @Sendable () -> Void

    init(listener: EventListener, leave: @escaping @Sendable () -> Void) {
        self.listener = listener
        self.leave = leave
    }

    deinit {
        listener.end()
        leave()
    }
}
