import FoundationEssentials
import HTTPTypes

/// What a request shows to be let in: a token's hash, and its id where it has the form of one of ours. The token itself isn't kept.
package struct Credentials: Sendable {
    package let id: TokenID?
    package let hash: SecretHash

    package init(token: String) {
        id = Token.id(in: token)
        hash = SecretHash(of: token)
    }

    /// From `Authorization: Bearer TOKEN`, or `Basic` with the token as the password and any user's name (RFC 6750, RFC 7617).
    ///
    /// - Throws: ``AuthenticationFailure``: `missing` without the field, `unknown` where it can't be read.
    init(_ headers: HTTPFields) throws(AuthenticationFailure) {
        guard let field = headers[.authorization] else { throw .missing }
        guard field.utf8.count <= Self.maximumBytes, let space = field.utf8.firstIndex(of: UInt8(ascii: " ")) else { throw .unknown }
        let rest = field[field.utf8.index(after: space)...]
        switch field[..<space].lowercased() {
        case "bearer": self.init(token: String(rest.drop { $0 == " " }))
        case "basic":
            guard let password = Self.password(String(rest)) else { throw .unknown }
            self.init(token: password)
        default: throw .unknown
        }
    }

    /// A token has 69; what else may stand in settings has at most some hundreds.
    private static let maximumBytes = 1024

    /// What follows the first colon: a user's name can't hold one.
    private static func password(_ encoded: String) -> String? {
        guard let bytes = Data(base64Encoded: encoded), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        return String(validating: bytes[bytes.index(after: colon)...], as: UTF8.self)
    }
}
