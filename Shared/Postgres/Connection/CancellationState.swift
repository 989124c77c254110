/// Which operation of a connection a cancellation may still reach.
///
/// PostgreSQL cancels whatever its session is running, not a particular statement. So a request names the operation that
/// it is for, and the connection's own thread, the only one that sends statements, also sends the cancel request
/// and waits for its end before it goes on: a request can neither arrive early nor linger into the next operation.
struct CancellationState {
    typealias Operation = UInt64

    private(set) var current: Operation?
    private(set) var isRequested = false
    private var last: Operation = 0

    mutating func begin() -> Operation {
        last += 1
        current = last
        isRequested = false
        return last
    }

    /// - Returns: whether the connection's thread has to be woken.
    mutating func request(_ operation: Operation) -> Bool {
        guard current == operation, !isRequested else { return false }
        isRequested = true
        return true
    }

    /// - Returns: whether it had been asked to be cancelled, so that a wake-up is pending.
    mutating func end(_ operation: Operation) -> Bool {
        guard current == operation else { return false }
        defer { isRequested = false }
        current = nil
        return isRequested
    }
}
