package import Primitives

/// A token as it is handed out and sent: `whn_<id>_<secret>`, 16 and 48 hexadecimal digits. The prefix lets scanners of repositories find leaked ones.
package struct Token: Sendable {
    package let id: TokenID
    package let text: Secret

    private static let prefix = "whn_"

    /// A new one.
    ///
    /// - Parameter random: 64 uniformly random bits a call, from a generator that nobody can predict. The secret takes three of them.
    package init(random: () -> UInt64) {
        id = TokenID(number: random())
        let secret = (0..<3).map { _ in Hexadecimal.text(random()) }.joined()
        text = Secret("\(Self.prefix)\(id)_\(secret)")
    }

    package var hash: SecretHash { SecretHash(of: text.exposed) }

    /// The id that a text of this form begins with; nil for any other text.
    static func id(in text: String) -> TokenID? {
        guard text.hasPrefix(prefix) else { return nil }
        let rest = text.dropFirst(prefix.count)
        guard let end = rest.firstIndex(of: "_") else { return nil }
        return TokenID(rest[..<end])
    }
}
