import FoundationEssentials

/// The API server's base URL, checked: `https`, or `http` on the loopback interface, where nobody else can read a token.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// Without a slash at its end.
    package let url: String
    package let host: String

    private init(url: String, host: String) {
        self.url = url
        self.host = host
    }

    /// This machine, on the port that `kubectl proxy` takes.
    package static let loopback = ServerAddress(url: "http://127.0.0.1:8001", host: "127.0.0.1")

    /// The address under which a certificate of another name is asked for: that name in the host's place.
    func url(named name: String) -> String {
        guard let range = url.firstRange(of: host) else { return url }
        let bracketed = url[..<range.lowerBound].hasSuffix("[")
        let start = bracketed ? url.index(before: range.lowerBound) : range.lowerBound
        let end = bracketed ? url.index(after: range.upperBound) : range.upperBound
        return url[..<start] + name + url[end...]
    }

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
