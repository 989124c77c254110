import ArgumentParser
import FoundationEssentials
import IngestApp
import IngestStore
import Logging
import Postgres
import Settings

/// `whence token`: who may come in.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke the tokens of whence-ingest.",
        discussion: """
            Works on the database that DATABASE_URL, or the file that DATABASE_URL_FILE names, says. Every replica knows of a change \
            within a second or so.
            """,
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self])
}

/// The tokens' table, for one command.
enum TokenDatabase {
    static func use<Success>(_ environment: [String: String], _ body: (PostgresTokens) async throws -> Success) async throws -> Success {
        let settings = try DatabaseSettings.load(environment: environment.filter { $0.key.hasPrefix("DATABASE_") })
        var logger = Logger(label: "whence.token")
        logger.logLevel = .critical
        let connection = try await PostgresConnection.connect(try settings.configuration(), logger: logger)
        do {
            let success = try await body(PostgresTokens(connection: connection))
            await connection.close()
            return success
        } catch let error as PostgresError where error.sqlState == .undefinedTable {
            await connection.close()
            throw NoTable()
        } catch {
            await connection.close()
            throw error
        }
    }

    private struct NoTable: Error, CustomStringConvertible {
        var description: String { "the database has no table of tokens yet: start whence-ingest once, which makes it" }
    }

    /// Whom the table and the log name as the one who did it.
    static func user(_ environment: [String: String]) -> String {
        environment["USER"].flatMap { $0.isEmpty ? nil : $0 } ?? "whence"
    }
}
