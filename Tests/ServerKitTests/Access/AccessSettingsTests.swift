import Settings
import Testing

@testable import ServerKit

@Suite("Whether a service starts open")
struct AccessSettingsTests {
    private struct Group: SettingsGroup {
        var access: AccessSettings

        init(reading settings: inout SettingsReader) {
            let host = settings.string("HOST", help: "")
            let tokens = settings.secrets("TOKEN", minimumBytes: 32, help: "")
            let stores = settings.flag("STORES", default: false, help: "")
            access = AccessSettings(
                reading: &settings, host: host, hasTokens: !tokens.isEmpty, storesTokens: stores, ways: "set TOKEN")
        }
    }

    enum Outcome { case open, closed, refused }

    private static let token = String(repeating: "t", count: 32)

    @Test(arguments: [
        (["HOST": "127.0.0.1"], Outcome.open), (["HOST": "127.8.9.10"], .open), (["HOST": "::1"], .open), (["HOST": "localhost"], .open),
        (["HOST": "0.0.0.0"], .refused), (["HOST": "::"], .refused), (["HOST": "10.0.0.1"], .refused), (["HOST": "127.0.0.1.example.com"], .refused),
        (["HOST": "127.evil.0.1"], .refused), (["HOST": "whence"], .refused),
        (["HOST": "0.0.0.0", "TOKEN": token], .closed), (["HOST": "127.0.0.1", "TOKEN": token], .closed),
        (["HOST": "0.0.0.0", "ACCESS_CONTROL": "tokens"], .refused), (["HOST": "127.0.0.1", "ACCESS_CONTROL": "tokens"], .refused),
        (["HOST": "0.0.0.0", "ACCESS_CONTROL": "tokens", "STORES": "true"], .closed), (["HOST": "0.0.0.0", "STORES": "true"], .refused),
        (["HOST": "0.0.0.0", "ACCESS_CONTROL": "open-to-anyone-who-can-connect"], .open),
        (["HOST": "0.0.0.0", "ACCESS_CONTROL": "open"], .refused), (["HOST": "0.0.0.0", "ACCESS_CONTROL": "false"], .refused),
        (["HOST": "0.0.0.0", "TOKEN": "short"], .refused), (["HOST": "127.0.0.1", "TOKEN": "\(token),short"], .refused),
    ])
    func `follows from its address, its tokens and the word of its operator`(environment: [String: String], outcome: Outcome) throws {
        switch outcome {
        case .refused:
            #expect(throws: SettingsError.self) { try Group.load(environment: environment) }
        case .open, .closed:
            #expect(try Group.load(environment: environment).access.isOpen == (outcome == .open))
        }
    }

    @Test func `is refused with a message that names the ways out`() throws {
        let error = try #require(throws: SettingsError.self) { try Group.load(environment: ["HOST": "0.0.0.0"]) }
        for way in ["ACCESS_CONTROL", "0.0.0.0", "set TOKEN", "HOST=127.0.0.1", "open-to-anyone-who-can-connect"] {
            #expect(error.description.contains(way), "\(error)")
        }
    }
}
