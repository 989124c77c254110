import Synchronization

/// Makes ids that are greater than every id that it made before, also within one millisecond and when the clock is set back.
///
/// The 12 bits after the time count within a millisecond, from a random start; when they run out, the next millisecond is borrowed
/// (RFC 9562, section 6.2, method 1).
public final class UUIDv7Generator: Sendable {
    private struct Last {
        var milliseconds: UInt64 = 0
        var counter: UInt16 = 0
    }

    private let clock: WallClock
    private let random: @Sendable () -> UInt64
    private let last = Mutex(Last())

    /// - Parameter random: 64 uniformly random bits a call.
    public init(clock: WallClock = .system, random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }) {
        self.clock = clock
        self.random = random
    }

    public func next() -> UUIDv7 {
        let now = UInt64(clamping: clock.now.microseconds / 1000)
        let seed = random()
        let tail = random()
        return last.withLock { last in
            if now > last.milliseconds {
                // Eleven random bits: the upper half of the counter's range stays free for counting.
                last = Last(milliseconds: now, counter: UInt16(truncatingIfNeeded: seed) & 0x07FF)
            } else if last.counter < 0x0FFF {
                last.counter += 1
            } else {
                last = Last(milliseconds: last.milliseconds + 1, counter: UInt16(truncatingIfNeeded: seed) & 0x07FF)
            }
            return UUIDv7(milliseconds: last.milliseconds, counter: last.counter, random: tail)
        }
    }
}
