import FoundationEssentials

/// The API server's base URL, checked: `https`, or `http` on the loopback interface, where nobody else can read a token.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// Without a slash at its end.
    package let url: String
    package let host: String

    package init(_ text: String) throws(ClusterAccessError) {
        guard let components = URLComponents(string: text), let scheme = components.scheme?.lowercased(), let host = components.host,
            !host.isEmpty, components.query == nil, components.fragment == nil
        else { throw .invalidServer("'\(text.prefix(100))' is not a URL such as https://host:6443") }
        guard components.user == nil, components.password == nil else {
            throw .invalidServer("the server's URL must not carry a user name or a password")
        }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        switch scheme {
        case "https": break
        case "http" where Self.isLoopback(bare): break
        case "http": throw .invalidServer("http://\(host) would send credentials in the clear: use https, or a loopback address")
        default: throw .invalidServer("the scheme '\(scheme)' is neither https nor http")
        }
        self.host = bare
        url = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    package var description: String { url }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
