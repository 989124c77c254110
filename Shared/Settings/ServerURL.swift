import FoundationEssentials

/// The address of a server that requests are sent below: `http://agent:8000`, `https://host/prefix`.
package struct ServerURL: Hashable, Sendable {
    static let format = "an http or https URL without credentials, query or fragment"

    /// Without a slash at its end, so that a path can be appended.
    package let text: String

    /// - Returns: nil for anything but an absolute `http` or `https` URL, and for one with credentials, which belong in a setting of their own.
    package init?(_ text: String) {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = url.host(), !host.isEmpty, url.user() == nil, url.password() == nil, url.query() == nil, url.fragment() == nil,
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), !text.utf8.contains(UInt8(ascii: "@"))
        else { return nil }
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        self.text = text
    }

    private init(trusted text: String) {
        self.text = text
    }

    static let standIn = ServerURL(trusted: "http://invalid")

    /// - Parameter path: Begins with a slash.
    package func appending(_ path: String) -> String {
        text + path
    }
}

extension ServerURL: CustomStringConvertible, ExpressibleByStringLiteral {
    package var description: String { text }

    /// For defaults in source code.
    package init(stringLiteral value: StaticString) {
        self.init(trusted: value.description)
    }
}
