import ArgumentParser
import FoundationEssentials
import IngestStore
import Primitives
import ServerKit

/// `whence token revoke`
struct TokenRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a token for good.",
        discussion: "Exit codes: 0 revoked; 1 there is no such token, or it was revoked before.")

    @Argument(help: "The token's id: 16 digits, the part between the underscores.")
    var id: String

    func validate() throws {
        guard TokenID(id) != nil else { throw ValidationError("'\(id)' is no token's id: that has 16 digits. Never give the whole token.") }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let isRevoked = try await TokenDatabase.use(environment) { tokens in
            try await tokens.revoke(id, by: TokenDatabase.user(environment), at: .now())
        }
        guard isRevoked else {
            StandardError.line("whence token: there is no valid token \(id)")
            throw ExitCode.failure
        }
        StandardOutput.line("\(id) is revoked")
    }
}
