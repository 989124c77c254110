package import AgentSessions
package import Postgres
import Primitives
package import Settings

/// Where analyses are kept, where they are kept, and what a day may cost.
package struct SessionSettings: SettingsGroup {
    /// nil where no database is configured: then nothing is kept.
    package var database: PostgresConfiguration?
    /// nil keeps sessions for ever.
    package var lifetime: Duration?
    package var budget: DailyBudget

    /// libpq's, in the order of what they demand.
    private enum SSLMode: String, CaseIterable {
        case disable, allow, prefer, require
        case verifyAuthority = "verify-ca"
        case verifyFull = "verify-full"
    }

    package init(reading settings: inout SettingsReader) {
        let host = settings.optionalString(
            "SESSION_DB_HOST", format: "a host, or the directory of a Unix socket",
            help: "The PostgreSQL that keeps sessions, conversations and what models cost. Without it they aren't kept.")
        let port = settings.integer("SESSION_DB_PORT", default: 5432, in: 1...65_535, help: "Its port.")
        let name = settings.optionalString("SESSION_DB_NAME", help: "The database. It may be ingest's: the tables have other names.")
        let user = settings.optionalString("SESSION_DB_USER", help: "Whom to connect as: who may create tables there.")
        let password = settings.optionalSecret("SESSION_DB_PASSWORD", help: "That user's password.")
        let mode = settings.choice("SESSION_DB_SSLMODE", default: SSLMode.prefer, help: "Whether the connection is encrypted, as libpq names it.")
        let days = settings.integer(
            "SESSION_RETENTION_DAYS", default: 30, in: 0...3_650, help: "How long sessions and conversations are kept; 0 keeps them for ever.")
        budget = DailyBudget(
            usd: settings.optionalNumber(
                "LLM_DAILY_BUDGET_USD", in: 0...1_000_000,
                help: "US dollars that models may cost in a day (UTC), all replicas together where they share a session database. Then rules answer."),
            tokens: settings.optionalInteger(
                "LLM_DAILY_TOKEN_BUDGET", in: 0...1_000_000_000_000, help: "The same in tokens, input and output together."))
        lifetime = days == 0 ? nil : .seconds(86_400 * days)
        guard let host else { return }
        for (key, value) in [("SESSION_DB_NAME", name), ("SESSION_DB_USER", user)] where value == nil {
            settings.refuse(key, because: "is required where SESSION_DB_HOST is set")
        }
        do throws(PostgresError) {
            database = try Self.configuration(
                ["host": host, "port": "\(port)", "dbname": name ?? "", "user": user ?? "", "sslmode": mode.rawValue], password?.exposed)
        } catch {
            settings.refuse("SESSION_DB_HOST", because: error.message)
        }
    }

    private static func configuration(
        _ parameters: [String: String], _ password: String?
    ) throws(PostgresError) -> PostgresConfiguration {
        // An empty string stands for libpq's own defaults.
        var configuration = try PostgresConfiguration(url: "")
        configuration.parameters.merge(parameters) { $1 }
        configuration.parameters["application_name"] = "whence-agent"
        configuration.password = password.map(PostgresPassword.init)
        // Nobody waits for what is written here, and only for a moment for what is read.
        configuration.statementTimeout = .seconds(5)
        return configuration
    }
}
