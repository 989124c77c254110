import Contracts
import Primitives
package import ServerKit
import Settings

/// Who may ask the agent: ingest, by a token that both have in their settings.
package struct AgentAccess: Sendable {
    package var settings: AccessSettings
    private var tokens: [Secret]

    init(reading settings: inout SettingsReader, host: String) {
        tokens = settings.secrets(
            "AGENT_TOKEN", minimumBytes: 32, help: "Tokens that may ask for analyses: ingest's, and while one replaces another, both.")
        self.settings = AccessSettings(
            reading: &settings, host: host, hasTokens: !tokens.isEmpty, storesTokens: false, ways: "set AGENT_TOKEN, here and for whence-ingest")
    }

    package var control: AccessControl {
        guard !settings.isOpen else { return .open }
        var secrets = SharedSecrets()
        secrets.accept(tokens, as: Principal(name: "ingest", role: .responder))
        return .authenticated(secrets)
    }
}
