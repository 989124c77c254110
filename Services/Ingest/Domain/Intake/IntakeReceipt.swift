/// What the sender of a webhook is told once its alerts are on disk.
package struct IntakeReceipt: Codable, Equatable, Sendable {
    /// `success` always: anything else is an error answer.
    package let status: String
    /// How many alerts the webhook carried, repeats included.
    package let alerts: Int
    /// The incidents that its alerts belong to, in ascending order.
    package let incidents: [IncidentID]

    package init(status: String = "success", alerts: Int, incidents: [IncidentID]) {
        self.status = status
        self.alerts = alerts
        self.incidents = incidents
    }
}

/// Takes the alerts of one webhook.
package protocol AlertSink: Sendable {
    /// Returns only when the alerts are committed to disk. Calls that run at the same time share transactions, so call it concurrently and
    /// don't gather webhooks in front of it.
    func accept(_ alerts: [IncomingAlert]) async throws(IntakeError) -> IntakeReceipt
}
