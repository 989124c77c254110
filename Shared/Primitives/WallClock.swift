/// Tells the time of day; passed to whatever needs it, so that tests decide what "now" is.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    public init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    public var now: Timestamp { read() }

    /// The machine's clock.
    public static let system = WallClock { .now() }

    /// A clock that stands still.
    public static func fixed(_ moment: Timestamp) -> WallClock {
        WallClock { moment }
    }
}
