package import Postgres
package import Primitives
package import Settings

/// Where PostgreSQL is, and how it is used.
package struct DatabaseSettings: SettingsGroup {
    package var url: Secret
    package var pool: PoolLimits
    package var statementTimeout: Duration

    package init(reading settings: inout SettingsReader) {
        url = settings.secret(
            "DATABASE_URL", format: "postgres://user:password@host:port/database?sslmode=…", help: "The PostgreSQL database that holds everything."
        ) { url in
            // What libpq says of it could quote the password.
            (try? PostgresConfiguration(url: url)) != nil
        }
        pool = PoolLimits()
        pool.maximum = settings.integer("DATABASE_POOL_SIZE", default: 10, in: 2...500, help: "Connections to PostgreSQL at most.")
        pool.acquireTimeout = settings.seconds(
            "DATABASE_ACQUIRE_TIMEOUT_SECONDS", default: .seconds(5), in: 0.1...60, help: "How long a request waits for a connection.")
        statementTimeout = settings.seconds(
            "DATABASE_STATEMENT_TIMEOUT_SECONDS", default: .seconds(30), in: 0.1...600, help: "How long PostgreSQL may work on one statement.")
    }

    package func configuration() throws(PostgresError) -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: url.exposed)
        configuration.statementTimeout = statementTimeout
        return configuration
    }
}
