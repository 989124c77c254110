extension KubernetesClient {
    /// Reads through the cache, where there is one: whoever asks the same at the same time, or within seconds, gets the same value.
    ///
    /// - Parameters:
    ///   - key: Path, query and what is made of the answer.
    ///   - operation: What is asked, for errors.
    ///   - read: Gives the value and the bytes of the answers that it came from.
    package func shared<Value: Sendable>(
        _ key: String, about operation: APIOperation,
        _ read: @escaping @Sendable (KubernetesClient) async throws(KubernetesError) -> (Value, bytes: Int)
    ) async throws(KubernetesError) -> Value {
        guard let cache else { return try await read(self).0 }
        let outcome = await waiting { [self] in
            await cache.answer(for: key) {
                do throws(KubernetesError) {
                    let (value, bytes) = try await read(self)
                    return (.success(value), bytes)
                } catch {
                    return (.failure(error), 0)
                }
            }
        }
        switch outcome {
        case nil:
            let isCancelled = Task.isCancelled
            throw KubernetesError(
                isCancelled ? .cancelled : .timedOut, operation, message: isCancelled ? "cancelled" : "no answer within \(patience)")
        case .failure(let error)?: throw error
        case .success(let value)?:
            guard let value = value as? Value else {
                throw KubernetesError(.malformed, operation, message: "another kind of value is kept under \(key)")
            }
            return value
        }
    }

    /// Waits no longer than this caller can, while the call itself may go on for others.
    private func waiting(_ work: @escaping @Sendable () async -> ReadCache.Answer?) async -> ReadCache.Answer? {
        guard patience < limits.timeout else { return await work() }
        return await withTaskGroup(of: ReadCache.Answer?.self) { group in
            group.addTask { await work() }
            group.addTask { [patience] in
                do {
                    try await ContinuousClock().sleep(for: patience)
                } catch {
                    // The answer came first.
                }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
