/// The tables of ingest, and how they came to be. Migrations only go forward, and each leaves the version before it working:
/// during a rollout both run.
package enum Schema {
    /// All of it, as of the first version.
    static let first = [alerts, episodes, incidents, timeline, jobs, analyses].joined(separator: "\n\n")
}
