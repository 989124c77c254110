package import Postgres

/// The tables of ingest, and how they came to be. Migrations only go forward, and each leaves the version before it working:
/// during a rollout both run.
///
/// What identifies a row is compared by its bytes (`COLLATE "C"`): nobody reads it in a language's order, which costs a multiple in every index.
package enum Schema {
    package static let migrations = [
        Migration(
            version: 1, name: "alerts, incidents, jobs and analyses",
            sql: [alerts, episodes, incidents, timeline, jobs, analyses].joined(separator: "\n\n")),
        Migration(version: 2, name: "history in partitions", sql: partitionedHistory),
        Migration(version: 3, name: "expiry, flapping and lighter labels", sql: intakeColumns),
        Migration(version: 4, name: "what people do to incidents", sql: people),
        Migration(version: 5, name: "a queue of millions", sql: queue),
        Migration(version: 6, name: "access tokens", sql: accessTokens),
        Migration(version: 7, name: "lists, events and statistics", sql: reading),
        Migration(version: 8, name: "the queue of one cluster", sql: clusterQueue),
        Migration(version: 9, name: "the traces of jobs", sql: jobTraces),
        // No statement looks for finished jobs by their time: they go with their incident.
        Migration(version: 10, name: "no index of finished jobs", sql: "DROP INDEX jobs_finished;"),
    ]
}
