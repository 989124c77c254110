import HTTPTypes

extension OutboundRequest {
    /// Method and URL as they may be logged: without credentials, query and fragment.
    package var summary: String {
        var rest = Substring(url)
        if let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<end] }
        var prefix = ""
        if let scheme = rest.firstRange(of: "://") {
            prefix = String(rest[..<scheme.upperBound])
            rest = rest[scheme.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        return "\(method.rawValue) \(prefix)\(rest)"
    }
}
