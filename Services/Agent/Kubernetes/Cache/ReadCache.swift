/// What was read of a cluster moments ago, shared by all who ask for the same: one call serves the analyses of a whole burst of alerts.
///
/// It belongs to one client, and so to one cluster and one identity. Values are kept decoded, so that sharing an answer shares its memory as well.
package actor ReadCache {
    package struct Limits: Sendable {
        /// How long an answer may be used again.
        package var lifetime: Duration
        /// How long it is believed that an API isn't served.
        package var absence: Duration
        /// Of all that is kept, counted as the bytes of the answers that it was read from. An answer that is larger is shared by those who
        /// wait for it, and not kept.
        package var bytes: Int

        package init(lifetime: Duration = .seconds(5), absence: Duration = .seconds(60), bytes: Int = 64 << 20) {
            self.lifetime = lifetime
            self.absence = absence
            self.bytes = bytes
        }
    }

    typealias Answer = Result<any Sendable, KubernetesError>

    private struct Entry {
        var answer: Answer
        var bytes: Int
        var expiry: ContinuousClock.Instant
        /// The order in which entries came.
        var age: Int
    }

    private let limits: Limits
    private let metrics: ReadCacheMetrics?
    private var entries: [String: Entry] = [:]
    private var flights: [String: SingleFlight<any Sendable, KubernetesError>] = [:]
    private var bytes = 0
    private var nextAge = 0

    package init(limits: Limits = Limits(), metrics: ReadCacheMetrics? = nil) {
        self.limits = limits
        self.metrics = metrics
    }

    /// What is kept under a key, what somebody is reading already, or else what `read` brings.
    ///
    /// - Parameter read: gives the value and the bytes that it came in. It outlives a caller that leaves, and must bound itself in time.
    /// - Returns: nil where the caller was cancelled.
    func answer(
        for key: String, _ read: @escaping @Sendable () async -> (answer: Answer, bytes: Int)
    ) async -> Answer? {
        let now = ContinuousClock.now
        if let entry = entries[key], now < entry.expiry {
            metrics?.count(.kept)
            return entry.answer
        }
        if let flight = flights[key] {
            metrics?.count(.joined)
            return await flight.run { await self.land(key, read) }
        }
        metrics?.count(.read)
        let flight = SingleFlight<any Sendable, KubernetesError>()
        flights[key] = flight
        return await flight.run { await self.land(key, read) }
    }

    private func land(_ key: String, _ read: @Sendable () async -> (answer: Answer, bytes: Int)) async -> Answer {
        let (answer, size) = await read()
        flights[key] = nil
        if let lifetime = lifetime(of: answer) { keep(key, answer, size, lifetime) }
        return answer
    }

    /// Refusals are kept as answers are; what may be better the next moment is not.
    private func lifetime(of answer: Answer) -> Duration? {
        switch answer {
        case .success: limits.lifetime
        case .failure(let error):
            switch error.reason {
            case .notFound: limits.absence
            case .forbidden: limits.lifetime
            default: nil
            }
        }
    }

    private func keep(_ key: String, _ answer: Answer, _ size: Int, _ lifetime: Duration) {
        let now = ContinuousClock.now
        remove(key)
        for (key, entry) in entries where entry.expiry <= now { remove(key) }
        guard size <= limits.bytes, lifetime > .zero else { return }
        while bytes + size > limits.bytes, let oldest = entries.min(by: { $0.value.age < $1.value.age })?.key { remove(oldest) }
        entries[key] = Entry(answer: answer, bytes: size, expiry: now + lifetime, age: nextAge)
        nextAge += 1
        bytes += size
        metrics?.hold(bytes: bytes, answers: entries.count)
    }

    private func remove(_ key: String) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        bytes -= entry.bytes
        metrics?.hold(bytes: bytes, answers: entries.count)
    }
}
