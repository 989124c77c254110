import Contracts
import Primitives

/// Whence's own format, for programs that raise alerts themselves: one alert, an array of them, or an object that holds them and what they share.
///
/// Only `labels` is needed. Without `startsAt` an alert starts when it comes, or goes on where it is known to fire; `endsAt` in the past means
/// that it is over, and in the future that it will be unless it is sent again. The format is documented in `docs/sources.md`.
struct NativeSource: AlertSource {
    let name = "native"
    let paths = ["/api/v1/alerts"]

    func notification(_ body: inout JSONReader, at now: Timestamp) throws(JSONDecodingError) -> SentNotification {
        var notification = SentNotification()
        guard body.kind != .array else {
            notification.place = .array("")
            notification.alerts = try body.alerts(at: "", Self.alert)
            return notification
        }
        // Whether it is one alert or an object of many shows with its members, in whatever order they come.
        var single = SentAlert()
        var many: [Result<SentAlert, JSONDecodingError>]?
        try body.object { member, body throws(JSONDecodingError) in
            switch member {
            case "alerts": many = try body.alerts(at: member, Self.alert)
            case "groupKey": notification.groupKey = try body.optionalString() ?? ""
            case "thread_ts": notification.threadTs = try body.optionalString() ?? ""
            case "receiver": notification.receiver = try body.optionalString() ?? ""
            default: try single.take(member, &body)
            }
        }
        if let many {
            notification.alerts = many
            notification.status = single.status
        } else {
            notification.place = .single("")
            notification.alerts = [.success(try Self.checked(single))]
        }
        return notification
    }

    private static func alert(_ body: inout JSONReader) throws(JSONDecodingError) -> SentAlert {
        var alert = SentAlert()
        try body.object { member, body throws(JSONDecodingError) in try alert.take(member, &body) }
        return try checked(alert)
    }

    private static func checked(_ sent: SentAlert) throws(JSONDecodingError) -> SentAlert {
        guard !sent.labels.isEmpty else {
            throw JSONDecodingError(path: "labels", message: "is required: an alert is identified by its labels")
        }
        var alert = sent
        alert.expiresAtEnd = true
        alert.forgetZeroTimes()
        return alert
    }
}
