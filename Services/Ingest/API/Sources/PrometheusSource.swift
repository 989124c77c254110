import Contracts
import Primitives

/// What Prometheus posts to an Alertmanager (its API's version 2), so that Whence can stand in Prometheus' `alertmanagers` list.
///
/// Prometheus sends what fires every minute or so, with an end that lies four such intervals ahead, and what has ended for 15 minutes more, with
/// its end. So an alert says by its end alone whether it fires, and one of which nothing is heard any more ends by itself. Replicas of one
/// Prometheus send the same alert with starts of their own, and one that was restarted sends a new start: as in Alertmanager, both mean the
/// episode that goes on.
/// Sources: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml (`postableAlert`), and `Manager.sendAlerts` in
/// https://github.com/prometheus/prometheus/blob/main/rules/manager.go
struct PrometheusSource: AlertSource {
    let name = "prometheus"
    let paths = ["/api/v2/alerts", "/prometheus/{cluster}/api/v2/alerts"]

    func notification(_ body: inout JSONReader, at now: Timestamp) throws(JSONDecodingError) -> SentNotification {
        var notification = SentNotification()
        notification.place = .array("")
        notification.alerts = try body.alerts(at: "", Self.alert)
        return notification
    }

    private static func alert(_ body: inout JSONReader) throws(JSONDecodingError) -> SentAlert {
        var alert = SentAlert()
        alert.expiresAtEnd = true
        alert.joinsOpenEpisode = true
        try body.object { member, body throws(JSONDecodingError) in
            switch member {
            // The format has neither; what calls itself so is something else.
            case "status", "fingerprint": break
            default: try alert.take(member, &body)
            }
        }
        alert.forgetZeroTimes()
        return alert
    }
}
