/// What the sender of a webhook is told once its alerts are on disk.
package struct IntakeReceipt: Codable, Equatable, Sendable {
    /// `success` always: anything else is an error answer.
    package let status: String
    /// How many alerts the webhook carried: ``new``, ``resolved`` and ``repeated`` together.
    package let alerts: Int
    /// Alerts that began an episode.
    package let new: Int
    /// Alerts that ended an episode that fired.
    package let resolved: Int
    /// Alerts that said what was known already: they were counted, and changed nothing else.
    package let repeated: Int
    /// The incidents that its alerts belong to, in ascending order.
    package let incidents: [IncidentID]

    package init(status: String = "success", alerts: Int, resolved: Int = 0, repeated: Int = 0, incidents: [IncidentID]) {
        self.status = status
        self.alerts = alerts
        new = alerts - resolved - repeated
        self.resolved = resolved
        self.repeated = repeated
        self.incidents = incidents
    }

    /// Of a webhook that was taken in parts.
    package init(sumOf parts: [IntakeReceipt]) {
        self.init(
            alerts: parts.reduce(0) { $0 + $1.alerts }, resolved: parts.reduce(0) { $0 + $1.resolved },
            repeated: parts.reduce(0) { $0 + $1.repeated }, incidents: Set(parts.flatMap(\.incidents)).sorted())
    }
}

/// Takes the alerts of one webhook.
package protocol AlertSink: Sendable {
    /// Returns only when the alerts are committed to disk. Calls that run at the same time share transactions, so call it concurrently and
    /// don't gather webhooks in front of it.
    func accept(_ alerts: [IncomingAlert]) async throws(IntakeError) -> IntakeReceipt
}
