import Primitives
import Synchronization

/// Gives out the moments that it was made with, one a call.
final class SteppingClock: Sendable {
    private let milliseconds: Mutex<[Int64]>

    init(_ milliseconds: [Int64]) {
        self.milliseconds = Mutex(milliseconds.reversed())
    }

    func next() -> Timestamp {
        Timestamp(microseconds: milliseconds.withLock { $0.popLast() ?? 0 } * 1000)
    }
}
