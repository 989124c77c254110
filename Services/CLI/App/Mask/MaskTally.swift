import Masking
import Synchronization

/// Counts what was masked.
final class MaskTally: Sendable {
    private let hits = Mutex<[MaskingFamily: Int]>([:])

    func add(_ family: MaskingFamily) {
        hits.withLock { $0[family, default: 0] += 1 }
    }

    /// The commonest first.
    var counts: [(family: MaskingFamily, hits: Int)] {
        hits.withLock { hits in hits.map { ($0.key, $0.value) } }.sorted { ($1.1, $0.0.rawValue) < ($0.1, $1.0.rawValue) }
    }
}
