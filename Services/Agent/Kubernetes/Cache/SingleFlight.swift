/// Runs one operation at a time and gives its outcome to everyone who asked meanwhile.
///
/// The operation outlives the caller that started it, because the others wait for it too; each caller leaves as soon as it is cancelled.
/// The operation must bound itself in time.
actor SingleFlight<Value: Sendable, Failure: Error> {
    private var waiting: [Int: CheckedContinuation<Result<Value, Failure>?, Never>] = [:]
    private var nextID = 0
    private var flight: Task<Void, Never>?

    /// - Returns: nil where the caller was cancelled before the operation ended.
    func run(_ operation: @escaping @Sendable () async -> Result<Value, Failure>) async -> Result<Value, Failure>? {
        let id = nextID
        nextID += 1
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else {
                    continuation.resume(returning: nil)
                    return
                }
                waiting[id] = continuation
                if flight == nil {
                    // Not a child of any caller: a cancelled one must not take the others' answer away.
                    flight = Task { await self.land(operation()) }
                }
            }
        } onCancel: {
            // Leaving needs the actor's turn, which a cancellation handler can't wait for.
            Task { await self.leave(id) }
        }
    }

    private func land(_ outcome: Result<Value, Failure>) {
        flight = nil
        let all = waiting.values
        waiting.removeAll()
        for continuation in all {
            continuation.resume(returning: outcome)
        }
    }

    private func leave(_ id: Int) {
        waiting.removeValue(forKey: id)?.resume(returning: nil)
    }
}
