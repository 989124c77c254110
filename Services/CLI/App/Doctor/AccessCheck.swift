import AgentApp
import Contracts
import IngestApp
import IngestDomain
import IngestStore
import Postgres
import Primitives
import ServerKit
import Settings

/// Who may come in, as the settings of this environment and the database's tokens say.
enum AccessCheck {
    /// Tokens that end sooner are worth a word: a sender whose token has expired loses its alerts.
    private static let soon: Duration = .seconds(14 * 86_400)

    static func lines(_ environment: [String: String], hasDatabase: Bool) async -> [Checkup.Line] {
        var lines: [Checkup.Line] = []
        // What is wrong with the settings themselves, a refusal to start open included, is told with the settings.
        if let agent = try? AgentSettings.load(environment: environment) {
            lines.append(line("whence-agent", isOpen: agent.access.settings.isOpen, host: agent.server.host))
        }
        guard hasDatabase, let ingest = try? IngestSettings.load(environment: environment) else {
            return lines + [.skipped("access to whence-ingest", "DATABASE_URL is not set, or its settings are wrong")]
        }
        lines.append(line("whence-ingest", isOpen: ingest.access.control.isOpen, host: ingest.server.host))
        if !ingest.access.control.isOpen { lines += await tokens(environment) }
        return lines
    }

    private static func line(_ program: String, isOpen: Bool, host: String) -> Checkup.Line {
        guard isOpen else { return .ok("access to \(program)", "by token only") }
        return .warning(
            "access to \(program)", "anyone who can connect to \(host) may do anything",
            advice: "Set ACCESS_CONTROL=tokens unless only you can connect, or a proxy in front asks for credentials.")
    }

    private static func tokens(_ environment: [String: String]) async -> [Checkup.Line] {
        do {
            let now = Timestamp.now()
            let tokens = try await TokenDatabase.use(environment) { try await $0.all() }
            return summary(of: tokens.filter { $0.state(at: now) == .valid }, at: now)
        } catch {
            return [.failed("tokens", "\(error)", advice: "Check DATABASE_URL, and start whence-ingest once.")]
        }
    }

    static func summary(of valid: [AccessToken], at now: Timestamp) -> [Checkup.Line] {
        guard !valid.isEmpty else {
            return [.warning("tokens", "there are none in the database", advice: "`whence token create` makes one for each sender and each person.")]
        }
        let roles = Dictionary(grouping: valid, by: \.role.rawValue).sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
        return [.ok("tokens", roles.joined(separator: ", "))]
            + valid.compactMap { token -> Checkup.Line? in
                guard let expiresAt = token.expiresAt, expiresAt - now < soon else { return nil }
                return .warning(
                    "token \(token.id)", "of \(token.name), expires \(Wording.age(of: expiresAt, at: now))",
                    advice: "Make another one, give it to its sender, and revoke this one.")
            }
    }
}
