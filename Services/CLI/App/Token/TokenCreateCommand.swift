import ArgumentParser
import Contracts
import FoundationEssentials
import IngestDomain
import IngestStore
import Primitives
import ServerKit

/// `whence token create`
struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token and print it, this once.",
        discussion: """
            The token is all that is printed to standard output; what is known of it goes to standard error. Only its hash is kept.

            Exit codes: 0 made; 1 not.
            """)

    @Option(help: "Whose it is, as histories show it.")
    var name: String

    @Option(help: "source delivers alerts; viewer reads; responder works on incidents; admin may do anything.")
    var role: Role

    @Option(help: "The one source that it may deliver for: alertmanager, prometheus, grafana, native, or a configured one.")
    var source: String?

    @Option(help: "The one cluster that it may deliver to and see.")
    var cluster: String?

    @Option(help: "For how long it is valid, as 90d, 12h or 30m. Without it: until it is revoked.")
    var expires: Lifetime?

    func validate() throws {
        for (option, text) in [("--name", name), ("--source", source), ("--cluster", cluster)] {
            guard let text else { continue }
            guard (1...200).contains(text.utf8.count), !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw ValidationError("\(option) takes 1 to 200 bytes without control characters.")
            }
        }
        guard source == nil || role == .source else { throw ValidationError("--source goes with --role source only.") }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        var generator = SystemRandomNumberGenerator()
        let token = Token { generator.next() }
        let now = Timestamp.now()
        let record = AccessToken(
            id: token.id.description, name: name, role: role, source: source, cluster: cluster, createdAt: now,
            createdBy: TokenDatabase.user(environment), expiresAt: expires.map { now + $0.duration })
        let isMade = try await TokenDatabase.use(environment) { tokens in
            try await tokens.create(record, hash: token.hash.hexadecimal)
        }
        guard isMade else {
            StandardError.line("whence token: there are \(AccessToken.maximumCount) tokens already; revoke some first")
            throw ExitCode.failure
        }
        let expiry = record.expiresAt.map { "valid until \($0)" } ?? "valid until it is revoked"
        StandardError.line("\(role.rawValue) token \(token.id) of \(name), \(expiry). It is shown this once:")
        StandardOutput.line(token.text.exposed)
    }
}

extension Role: ExpressibleByArgument {}

/// `90d`, `12h`, `30m`
struct Lifetime: ExpressibleByArgument, Equatable {
    var duration: Duration

    init?(argument: String) {
        let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()), (1...100_000).contains(count) else {
            return nil
        }
        duration = .seconds(count * unit)
    }
}
