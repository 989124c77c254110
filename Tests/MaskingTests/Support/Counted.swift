import Masking
import Synchronization

/// Remembers what was counted.
final class Counted: Sendable {
    private let list = Mutex<[MaskingFamily]>([])

    var families: [MaskingFamily] { list.withLock { $0 } }

    func add(_ family: MaskingFamily) {
        list.withLock { $0.append(family) }
    }
}
