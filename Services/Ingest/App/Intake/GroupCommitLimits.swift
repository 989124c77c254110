/// How much intake takes on before it says "later".
package struct GroupCommitLimits: Sendable {
    /// Webhooks that wait for their transaction. One more is answered with 503: its sender waits better than this process does.
    package var waitingWebhooks = 4096
    /// Alerts in the webhooks that wait, at some 3 kB each: they are what memory grows by when the database is slower than the senders. Those of
    /// webhooks that take several transactions are counted apart, with the same bound, which one that is alone may exceed.
    package var waitingAlerts = 12_000
    /// Webhooks of one transaction.
    package var batchWebhooks = 512
    /// Alerts of one transaction. A webhook that holds more takes several, one after the other.
    package var batchAlerts = 1000
    /// Transactions at the same time: a second one is prepared while the first one waits for the disk.
    package var writers = 2

    package init() {}
}
