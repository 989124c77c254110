package import IngestDomain

/// The most that one webhook may hold. An alert that exceeds a bound is rejected, with the field named, and its
/// neighbours are taken.
package struct WebhookLimits: Sendable {
    /// More than Alertmanager gets into a body of 8 MiB, the default of `MAX_BODY_BYTES`: an alert of it takes 180 bytes with one label and no
    /// annotation, so 46,600 at most. It has no bound of its own unless `max_alerts` is set, and doesn't send again what is rejected of a webhook.
    /// Of alerts with less in them, which others may write by hand, those beyond the bound are rejected.
    package var alerts = 50_000
    /// Bytes of `groupKey`, `receiver` and `thread_ts`. A group key holds the values of all labels that are grouped by.
    package var textBytes = 32_768
    /// Of each alert.
    package var alert = AlertLimits()

    package init() {}
}
