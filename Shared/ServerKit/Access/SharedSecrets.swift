package import Primitives

/// Tokens that stand in a service's settings: of one role each, and several at a time while one replaces another.
package struct SharedSecrets: Authenticator {
    private var principals: [(hash: SecretHash, principal: Principal)] = []

    package init() {}

    package mutating func accept(_ tokens: [Secret], as principal: Principal) {
        principals += tokens.map { (SecretHash(of: $0.exposed), principal) }
    }

    /// Looks at all of them, whichever is the right one.
    package func principal(for credentials: Credentials) throws(AuthenticationFailure) -> Principal {
        var found: Principal?
        for (hash, principal) in principals where hash == credentials.hash { found = principal }
        guard let found else { throw .unknown }
        return found
    }
}
