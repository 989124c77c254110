import ArgumentParser
import Contracts
import IngestDomain
import Primitives
import Testing

@testable import CommandLineApp

@Suite("Tokens at the command line")
struct TokenTests {
    private let now = Timestamp(microseconds: 1_800_000_000_000_000)

    private func token(_ id: String, _ role: Role = .source, expiresIn: Duration? = nil, isRevoked: Bool = false) -> AccessToken {
        AccessToken(
            id: id, name: "alertmanager", role: role, createdAt: now - .seconds(600), createdBy: "root", expiresAt: expiresIn.map { now + $0 },
            revokedAt: isRevoked ? now : nil)
    }

    @Test(arguments: [("90d", 7_776_000), ("12h", 43_200), ("30m", 1800)])
    func `a lifetime is a number with its unit`(text: String, seconds: Int64) {
        #expect(Lifetime(argument: text)?.duration == .seconds(seconds))
    }

    @Test(arguments: ["", "d", "0d", "-1d", "1", "1w", "1.5h", "100001d", "9223372036854775807d"])
    func `anything else is no lifetime`(text: String) {
        #expect(Lifetime(argument: text) == nil)
    }

    @Test func `the list says whose tokens there are, and which no longer work`() {
        let list = TokenList(
            tokens: [
                token("0000000000000001", expiresIn: .seconds(86_400 * 30)), token("0000000000000002", expiresIn: .zero),
                token("0000000000000003", isRevoked: true),
            ], now: now)
        let lines = list.text(.plain).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[1].contains("0000000000000001  alertmanager  source") && lines[1].hasSuffix("in 30 d"))
        #expect(lines[2].hasSuffix("expired") && lines[3].hasSuffix("revoked"))
    }

    @Test func `an id is 16 digits, so that nobody gives the whole token`() {
        #expect(throws: (any Error).self) { try TokenRevokeCommand.parse(["whn_0000000000000001_00"]) }
        #expect(throws: Never.self) { try TokenRevokeCommand.parse(["0000000000000001"]) }
    }

    @Test func `a source belongs to a source's token`() {
        #expect(throws: (any Error).self) { try TokenCreateCommand.parse(["--name", "n", "--role", "viewer", "--source", "grafana"]) }
        #expect(throws: (any Error).self) { try TokenCreateCommand.parse(["--name", "", "--role", "viewer"]) }
        #expect(throws: (any Error).self) { try TokenCreateCommand.parse(["--name", "n", "--role", "owner"]) }
        #expect(throws: Never.self) { try TokenCreateCommand.parse(["--name", "n", "--role", "source", "--source", "grafana", "--expires", "90d"]) }
    }

    @Test func `the doctor warns of a token that ends soon, and of none at all`() {
        let lines = AccessCheck.summary(of: [token("1", .admin), token("2", expiresIn: .seconds(86_400))], at: now)
        #expect(lines.map(\.status) == [.ok, .warning])
        #expect(lines[0].detail == "1 admin, 1 source")
        #expect(AccessCheck.summary(of: [], at: now).map(\.status) == [.warning])
    }
}
