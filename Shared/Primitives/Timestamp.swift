/// A moment in UTC, to the microsecond: what PostgreSQL's `timestamptz` holds, so that a value survives the round trip unchanged.
///
/// An integer and not `Date`'s floating point, because an episode is identified by its `startsAt`: the same text must always give the same value.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public init(secondsSince1970 seconds: Double) {
        self.init(microseconds: Int64((seconds * 1_000_000).rounded()))
    }

    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.microseconds < rhs.microseconds
    }

    /// Go's zero time, which Alertmanager sends as the `endsAt` of an alert that still fires.
    public static let goZero = Timestamp(microseconds: -62_135_596_800_000_000)

    public var secondsSince1970: Double { Double(microseconds) / 1_000_000 }

    public static func + (lhs: Timestamp, rhs: Duration) -> Timestamp {
        Timestamp(microseconds: lhs.microseconds + rhs.wholeMicroseconds)
    }

    public static func - (lhs: Timestamp, rhs: Duration) -> Timestamp {
        Timestamp(microseconds: lhs.microseconds - rhs.wholeMicroseconds)
    }

    /// The time from `rhs` to `lhs`; negative where `lhs` is the earlier one.
    public static func - (lhs: Timestamp, rhs: Timestamp) -> Duration {
        .microseconds(lhs.microseconds - rhs.microseconds)
    }
}

extension Duration {
    /// Truncated towards zero.
    public var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
