import Synchronization

/// A value that one task hands to others, once; they wait for it.
///
/// It lets the sources that need the cluster's answer do beforehand what they can do without it. Whoever makes one must hand over, whatever happens.
final class Handover<Value: Sendable>: Sendable {
    private enum State {
        case awaited([CheckedContinuation<Value, Never>])
        case handedOver(Value)
    }

    private let state = Mutex(State.awaited([]))

    func hand(over value: Value) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, Never>] in
            guard case .awaited(let waiting) = state else { return [] }
            state = .handedOver(value)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state -> Value? in
                    switch state {
                    case .handedOver(let value):
                        return value
                    case .awaited(let waiting):
                        state = .awaited(waiting + [continuation])
                        return nil
                    }
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}
