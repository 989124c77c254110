import IngestDomain
import Synchronization

/// Alerts that this process has seen committed lately: a guess at which alerts are new, before anybody looks.
///
/// It remembers hashes, the latest 32,768 at least and twice as many at most, in about 1.5 MB.
final class KnownAlerts: Sendable {
    private struct Memory {
        var recent = Set<Int>()
        var older = Set<Int>()
    }

    private let capacity: Int
    private let memory = Mutex(Memory())

    init(capacity: Int = 32_768) {
        self.capacity = capacity
    }

    func contains(_ alert: IncomingAlert) -> Bool {
        let hash = Self.hash(alert)
        return memory.withLock { $0.recent.contains(hash) || $0.older.contains(hash) }
    }

    func insert(_ alerts: some Sequence<IncomingAlert>) {
        let hashes = alerts.map(Self.hash)
        memory.withLock { memory in
            for hash in hashes where !memory.recent.contains(hash) {
                if memory.recent.count == capacity { memory = Memory(recent: [], older: memory.recent) }
                memory.recent.insert(hash)
            }
        }
    }

    private static func hash(_ alert: IncomingAlert) -> Int {
        var hasher = Hasher()
        hasher.combine(alert.cluster)
        hasher.combine(alert.fingerprint)
        return hasher.finalize()
    }
}
