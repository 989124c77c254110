/// One thing that a service needs in order to do its work.
package struct HealthCheck: Sendable {
    package enum Result: Hashable, Sendable {
        case ok
        /// It works with less: a person should look, requests may come.
        case degraded(String)
        case failed(String)
    }

    package var name: String
    /// Whether a failure makes the service unready.
    package var isCritical: Bool
    /// A check that takes longer has failed.
    package var timeout: Duration
    package var run: @Sendable () async -> Result

    package init(_ name: String, isCritical: Bool = true, timeout: Duration = .seconds(2), run: @escaping @Sendable () async -> Result) {
        self.name = name
        self.isCritical = isCritical
        self.timeout = timeout
        self.run = run
    }

    /// The result, or a failure at the timeout; what runs on is cancelled.
    func result() async -> Result {
        await withTaskGroup(of: Result?.self) { group in
            group.addTask { await run() }
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    return .failed("no answer within \(timeout)")
                } catch {
                    return nil
                }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .failed("cancelled")
        }
    }
}
