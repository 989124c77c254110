import Contracts
import IngestDomain
import Primitives

extension WireAlert {
    /// - Parameters:
    ///   - path: Where the alert stands in the body.
    ///   - outer: The status of the whole notification, where it has one.
    func contract(path: String, outer: AlertStatus?, now: Timestamp) throws(IntakeError) -> Alert {
        let end = endsAt == .goZero ? nil : endsAt
        let status = try AlertStatus(wire: status, field: "\(path).status") ?? Self.status(end: end, outer: outer, now: now)
        return Alert(
            status: status, labels: labels, annotations: annotations ?? [:], startsAt: startsAt, endsAt: status == .firing ? nil : end,
            generatorURL: generatorURL, fingerprint: fingerprint?.isEmpty == true ? nil : fingerprint)
    }

    /// An alert is resolved when its end is past, which is Alertmanager's own rule; without an end the notification's status holds.
    private static func status(end: Timestamp?, outer: AlertStatus?, now: Timestamp) -> AlertStatus {
        guard let end else { return outer ?? .firing }
        return end <= now ? .resolved : .firing
    }
}

extension AlertStatus {
    /// nil for nil; anything but the two words is refused.
    init?(wire text: String?, field: @autoclosure () -> String) throws(IntakeError) {
        guard let text else { return nil }
        guard let status = AlertStatus(rawValue: text) else {
            throw .rejected([FieldError(field: field(), message: "must be \"firing\" or \"resolved\"")])
        }
        self = status
    }
}
