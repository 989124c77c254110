import ArgumentParser
import Contracts
import FoundationEssentials
import IngestDomain
import IngestStore
import Primitives

/// `whence token list`
struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens that are valid or have expired, the newest first.")

    @Flag(help: "List those that were revoked as well.")
    var all = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let tokens = try await TokenDatabase.use(environment) { try await $0.all() }
        let text = TokenList(tokens: all ? tokens : tokens.filter { $0.revokedAt == nil }, now: .now()).text(.detect(environment: environment))
        StandardOutput.line(text)
    }
}

/// Tokens as a table.
struct TokenList {
    var tokens: [AccessToken]
    var now: Timestamp

    func text(_ terminal: Terminal) -> String {
        guard !tokens.isEmpty else { return "There are no tokens. `whence token create` makes one." }
        var table = Table(["ID", "NAME", "ROLE", "SOURCE", "CLUSTER", "CREATED", "LAST USED", "EXPIRES"].map { ($0, .left) })
        for token in tokens {
            table.add([
                .init(token.id), .init(token.name), .init(token.role.rawValue), .init(token.source ?? "any"), .init(token.cluster ?? "all"),
                .init("\(Wording.age(of: token.createdAt, at: now)) by \(token.createdBy)"),
                .init(token.lastUsedAt.map { Wording.age(of: $0, at: now) } ?? "never"), expiry(of: token),
            ])
        }
        return table.lines(terminal).joined(separator: "\n")
    }

    private func expiry(of token: AccessToken) -> Table.Cell {
        switch token.state(at: now) {
        case .revoked: .init("revoked", .dim)
        case .expired: .init("expired", .boldRed)
        case .valid: .init(token.expiresAt.map { Wording.age(of: $0, at: now) } ?? "never")
        }
    }
}
