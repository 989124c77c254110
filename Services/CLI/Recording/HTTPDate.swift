package import Primitives

/// The `Date` header's form (RFC 9110, IMF-fixdate): `Sat, 21 Nov 2026 07:45:26 GMT`.
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    package static func text(_ time: Timestamp) -> String {
        // 2026-11-21T07:45:26Z: the calendar's work is done there already.
        let parts = time.description.split { "-T.Z".contains($0) }
        let dayOfEpoch = Int((Double(time.microseconds) / 86_400_000_000).rounded(.down))
        let weekday = days[((dayOfEpoch % 7) + 7) % 7]
        return "\(weekday), \(parts[2]) \(months[(Int(parts[1]) ?? 1) - 1]) \(parts[0]) \(parts[3]) GMT"
    }
}
