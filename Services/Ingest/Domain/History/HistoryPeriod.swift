package import Primitives

/// The time that one partition holds, from midnight to midnight, UTC.
package struct HistoryPeriod: Hashable, Sendable {
    package let start: Timestamp
    /// Not included.
    package let end: Timestamp

    /// - Returns: nil for what is empty.
    package init?(start: Timestamp, end: Timestamp) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    private init(start: Timestamp, length: Duration) {
        self.start = start
        end = start + length
    }

    /// The period that a moment is in, where time since 1970 is cut into pieces of so many days: every replica cuts it the same.
    package static func aligned(_ moment: Timestamp, days: Int) -> HistoryPeriod {
        let length = Duration.seconds(86_400 * max(1, days))
        let width = length.wholeMicroseconds
        let offset = moment.microseconds % width
        return HistoryPeriod(start: moment - .microseconds(offset < 0 ? offset + width : offset), length: length)
    }

    // MARK: Its name

    /// `p20261101_20261201`: the end of its tables' names, which say what they hold.
    package var name: String { "p\(Self.day(start))_\(Self.day(end))" }

    /// Reads ``name``.
    package init?(name: some StringProtocol) {
        let parts = name.dropFirst().split(separator: "_", omittingEmptySubsequences: false)
        guard name.first == "p", parts.count == 2, let start = Self.moment(parts[0]), let end = Self.moment(parts[1]) else { return nil }
        self.init(start: start, end: end)
    }

    private static func day(_ moment: Timestamp) -> String {
        String(moment.description.prefix(10).filter { $0 != "-" })
    }

    private static func moment(_ day: some StringProtocol) -> Timestamp? {
        guard day.utf8.count == 8 else { return nil }
        return Timestamp(rfc3339: "\(day.prefix(4))-\(day.dropFirst(4).prefix(2))-\(day.dropFirst(6))T00:00:00Z")
    }
}
