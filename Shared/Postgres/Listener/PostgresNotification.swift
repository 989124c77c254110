/// What a listener tells.
package enum PostgresNotification: Hashable, Sendable {
    /// NOTIFY on a channel that is listened to, with its payload (8000 bytes at most; empty where none was given).
    case notification(channel: String, payload: String)
    /// The session is new, at the start or after it broke: what was notified before is unknown. Look at the tables.
    case mayHaveMissedNotifications
}
