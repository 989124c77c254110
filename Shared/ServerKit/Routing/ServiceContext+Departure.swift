import NIOCore

extension ServiceContext {
    /// Does work for as long as its caller is there: when the connection ends, the work is cancelled, and with it what it costs.
    ///
    /// - Throws: `CancellationError` where the caller has gone; what the work throws.
    package func whileCallerWaits<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let (departures, departure) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let handler = DepartureHandler { departure.yield() }
        let channel = channel
        do {
            try await channel.pipeline.addHandler(handler, position: .first).get()
        } catch {
            // The pipeline is torn down already.
            throw CancellationError()
        }
        defer { channel.pipeline.removeHandler(handler, promise: nil) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in departures { return nil }
                return nil
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else { throw CancellationError() }
            return value
        }
    }
}
