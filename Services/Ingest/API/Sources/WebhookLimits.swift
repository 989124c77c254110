package import IngestDomain

/// The most that one webhook may hold. An alert that exceeds a bound is rejected, with the field named, and its
/// neighbours are taken.
package struct WebhookLimits: Sendable {
    /// More than a body of `MAX_BODY_BYTES` holds as it is by default: Alertmanager has no bound of its own unless `max_alerts` is set, and doesn't
    /// send again what is rejected of a webhook.
    package var alerts = 100_000
    /// Bytes of `groupKey`, `receiver` and `thread_ts`. A group key holds the values of all labels that are grouped by.
    package var textBytes = 32_768
    /// Of each alert.
    package var alert = AlertLimits()

    package init() {}
}
