/// Knows whose credentials are whose.
///
/// It is asked on every request, so it answers from memory: whatever keeps that memory current works beside the server.
package protocol Authenticator: Sendable {
    func principal(for credentials: Credentials) throws(AuthenticationFailure) -> Principal
}

/// Why nobody is known by these credentials.
package enum AuthenticationFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// There are none.
    case missing
    /// They are malformed, or nobody's, or were revoked: all the same to whoever tries.
    case unknown
    /// They were somebody's. Only the one who holds the secret is told.
    case expired
    /// Whether they are somebody's can't be said just now: to refuse them would lose alerts.
    case unavailable
}

/// Asks one authenticator after another.
package struct FirstKnown: Authenticator {
    private let authenticators: [any Authenticator]

    package init(_ authenticators: [any Authenticator]) {
        self.authenticators = authenticators
    }

    /// - Throws: What the last of them said that isn't plain `unknown`.
    package func principal(for credentials: Credentials) throws(AuthenticationFailure) -> Principal {
        var failure = AuthenticationFailure.unknown
        for authenticator in authenticators {
            do throws(AuthenticationFailure) {
                return try authenticator.principal(for: credentials)
            } catch {
                if error != .unknown { failure = error }
            }
        }
        throw failure
    }
}
