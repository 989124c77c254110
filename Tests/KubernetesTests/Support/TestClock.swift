import Primitives
import Synchronization

/// A time of day that moves only when it is told to.
final class TestClock: Sendable {
    private let moment = Mutex(Timestamp(microseconds: 1_800_000_000_000_000))

    var wallClock: WallClock {
        WallClock { self.moment.withLock { $0 } }
    }

    var now: Timestamp { moment.withLock { $0 } }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}
