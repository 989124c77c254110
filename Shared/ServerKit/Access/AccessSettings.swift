package import Settings

/// Whether a service asks who somebody is, as its settings say.
package struct AccessSettings: Sendable {
    package enum Choice: String, CaseIterable, Sendable {
        /// Open where only this machine can connect; elsewhere there have to be tokens.
        case byAddress = "by-address"
        case tokens
        /// A whole sentence, so that nobody chooses it by mistake.
        case open = "open-to-anyone-who-can-connect"
    }

    package var isOpen: Bool

    package init(isOpen: Bool) {
        self.isOpen = isOpen
    }

    /// - Parameters:
    ///   - host: What the service listens on.
    ///   - hasTokens: Whether the settings hold tokens.
    ///   - storesTokens: Whether there may be others than those.
    ///   - ways: How tokens are given to this service, as a person would be told.
    package init(reading settings: inout SettingsReader, host: String, hasTokens: Bool, storesTokens: Bool, ways: String) {
        let choice = settings.choice(
            "ACCESS_CONTROL", default: Choice.byAddress,
            help:
                "Who may come in: `tokens`, those who have one; `by-address`, anyone on a loopback address, and on others the service doesn't start without tokens."
        )
        switch choice {
        case .open:
            isOpen = true
        case .tokens:
            isOpen = false
            if !hasTokens && !storesTokens { settings.refuse("ACCESS_CONTROL", because: "there are no tokens yet: \(ways)") }
        case .byAddress:
            isOpen = !hasTokens
            if isOpen && !LoopbackAddress.contains(host) {
                settings.refuse(
                    "ACCESS_CONTROL",
                    because: "anyone who can connect to \(host) could do anything: \(ways), or set HOST=127.0.0.1, "
                        + "or, where something in front of it asks for credentials, set ACCESS_CONTROL=\(Choice.open.rawValue)")
            }
        }
    }
}

/// Addresses that only this machine can connect to.
enum LoopbackAddress {
    /// - Parameter host: An address or a name, as it is listened on.
    static func contains(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
