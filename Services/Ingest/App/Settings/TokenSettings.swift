import Contracts
import Primitives
package import ServerKit
import Settings

/// Who may come in. Most tokens are in the database; those in the settings are for what is installed together with the service, and for emergencies.
package struct TokenSettings: Sendable {
    package var control: AccessSettings
    private var source: [Secret]
    private var admin: [Secret]

    /// What 128 random bits take as hexadecimal digits.
    private static let minimumBytes = 32

    init(reading settings: inout SettingsReader, host: String) {
        source = settings.secrets(
            "SOURCE_TOKEN", minimumBytes: Self.minimumBytes, help: "Tokens that may deliver alerts, beside those of the database.")
        admin = settings.secrets("ADMIN_TOKEN", minimumBytes: Self.minimumBytes, help: "Tokens that may do anything, beside those of the database.")
        control = AccessSettings(
            reading: &settings, host: host, hasTokens: !source.isEmpty || !admin.isEmpty, storesTokens: true,
            ways: "set ACCESS_CONTROL=tokens and make tokens with `whence token create`")
    }

    /// - Parameter table: The database's tokens.
    func access(_ table: TokenTable) -> AccessControl {
        guard !control.isOpen else { return .open }
        var secrets = SharedSecrets()
        secrets.accept(source, as: Principal(name: "source", role: .source))
        secrets.accept(admin, as: Principal(name: "admin", role: .admin))
        return .authenticated(FirstKnown([secrets, table]))
    }
}
