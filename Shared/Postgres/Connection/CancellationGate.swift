import Synchronization

/// ``CancellationState`` shared between a connection's thread and whoever cancels a task that waits for it.
final class CancellationGate: Sendable {
    typealias Operation = CancellationState.Operation

    let pipe: WakePipe
    private let state = Mutex(CancellationState())

    init() throws(PostgresError) {
        pipe = try WakePipe()
    }

    var isRequested: Bool {
        state.withLock { $0.isRequested }
    }

    func begin() -> Operation {
        state.withLock { $0.begin() }
    }

    func request(_ operation: Operation) {
        state.withLock { state in
            if state.request(operation) { pipe.wake() }
        }
    }

    func end(_ operation: Operation) {
        state.withLock { state in
            if state.end(operation) { pipe.drain() }
        }
    }
}
