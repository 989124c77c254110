import Synchronization

/// Lets so many analyses run at once, and turns the rest away at once: a caller that waits in a queue past its deadline is served for nothing.
package final class AnalysisGate: Sendable {
    private let limit: Int
    private let running = Mutex(0)

    package init(limit: Int) {
        self.limit = limit
    }

    /// How many run now, and how many may, for gauges.
    var load: (running: Int, limit: Int) { (running.withLock { $0 }, limit) }

    /// - Returns: nil where the limit is reached.
    func enter<Value>(_ work: () async throws -> Value) async rethrows -> Value? {
        let isAdmitted = running.withLock { running in
            guard running < limit else { return false }
            running += 1
            return true
        }
        guard isAdmitted else { return nil }
        defer { running.withLock { $0 -= 1 } }
        return try await work()
    }
}
