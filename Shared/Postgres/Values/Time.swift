public import Primitives

/// `timestamptz` counts microseconds from 2000-01-01T00:00:00Z; its infinities are the two ends of Int64, and stay that here.
extension Timestamp: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .timestamptz }

    /// 2000-01-01T00:00:00Z in microseconds since 1970.
    private static let postgresEpoch: Int64 = 946_684_800_000_000

    /// - Throws: `encoding` for a moment that `timestamptz` can't hold.
    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        switch microseconds {
        case .max, .min:
            writer.write(microseconds)
        default:
            let (value, overflow) = microseconds.subtractingReportingOverflow(Self.postgresEpoch)
            guard !overflow, value != .min else {
                throw PostgresError(.encoding, "\(microseconds) µs since 1970 is before what timestamptz holds")
            }
            writer.write(value)
        }
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> Timestamp {
        try bytes.require(type, of: .timestamptz, bytes: 8)
        let value = try bytes.integer(as: Int64.self)
        guard value != .max, value != .min else { return Timestamp(microseconds: value) }
        let (microseconds, overflow) = value.addingReportingOverflow(postgresEpoch)
        guard !overflow else { throw .malformed("a time past what 64 bits hold") }
        return Timestamp(microseconds: microseconds)
    }
}
