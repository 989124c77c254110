package import Postgres

/// The tables of the agent's sessions, and how they came to be. Migrations only go forward, and each leaves the version before it working.
package enum SessionSchema {
    /// Where applied migrations are noted: the database may be ingest's too.
    package static let table = "agent_schema_migrations"

    package static let migrations = [
        Migration(version: 1, name: "sessions, conversations and usage", sql: [sessions, conversations, usage].joined(separator: "\n\n"))
    ]
}
