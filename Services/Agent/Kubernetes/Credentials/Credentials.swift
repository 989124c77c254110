package import Primitives

/// What a request to the API server carries, as of now.
package struct Credentials: Hashable, Sendable {
    /// The value of the `Authorization` header; nil sends none.
    package var authorization: Secret?
    package var identity: ClientIdentity?
    /// Grows with every renewal, so that a refused request renews only what it was refused with.
    package var generation: Int

    package init(authorization: Secret? = nil, identity: ClientIdentity? = nil, generation: Int = 0) {
        self.authorization = authorization
        self.identity = identity
        self.generation = generation
    }

    static func bearer(_ token: Secret) -> Secret {
        Secret("Bearer \(token.exposed)")
    }
}
