package import Hummingbird

extension RequestContext {
    /// A parameter of the path as the client meant it: the router leaves percent-encoding as it came.
    ///
    /// - Throws: ``ProblemError`` 400 where what is encoded isn't UTF-8, or holds U+0000, which no name does.
    package func decodedParameter(_ name: String) throws -> String {
        let encoded = try parameters.require(name)
        guard let text = PercentDecoding.text(encoded.utf8, plusIsBlank: false), !text.utf8.contains(0) else {
            throw ProblemError.invalid(name, "must be percent-encoded UTF-8")
        }
        return text
    }
}

extension Request {
    /// The fields of the query, in their order. A `+` is a blank, as in the forms of browsers and the clients of most languages.
    ///
    /// What can't be decoded stays as it came, for its reader to refuse.
    package var query: Parameters {
        let fields = (uri.query ?? "").split(separator: "&").map { field -> (key: Substring, value: Substring) in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count == 1 ? "" : Self.decoded(parts[1]))
        }
        return Parameters(fields)
    }

    private static func decoded(_ text: Substring) -> Substring {
        PercentDecoding.text(text.utf8, plusIsBlank: true).map { $0[...] } ?? text
    }
}
