package import Contracts
package import Primitives

/// A token as it is listed: all of it but its secret.
package struct AccessToken: Hashable, Sendable {
    package var id: String
    /// Whose it is, as histories show it. Two tokens have the same name while one replaces the other.
    package var name: String
    package var role: Role
    /// The source whose alerts it may deliver; nil for any.
    package var source: String?
    /// The cluster that it may deliver to and see; nil for all.
    package var cluster: String?
    package var createdAt: Timestamp
    package var createdBy: String
    package var expiresAt: Timestamp?
    /// To about a minute.
    package var lastUsedAt: Timestamp?
    package var revokedAt: Timestamp?

    package init(
        id: String, name: String, role: Role, source: String? = nil, cluster: String? = nil, createdAt: Timestamp, createdBy: String,
        expiresAt: Timestamp? = nil, lastUsedAt: Timestamp? = nil, revokedAt: Timestamp? = nil
    ) {
        (self.id, self.name, self.role, self.source, self.cluster) = (id, name, role, source, cluster)
        (self.createdAt, self.createdBy) = (createdAt, createdBy)
        (self.expiresAt, self.lastUsedAt, self.revokedAt) = (expiresAt, lastUsedAt, revokedAt)
    }

    /// Tokens that may be valid at a time. Every replica holds them in memory.
    package static let maximumCount = 10_000

    package enum State: String, Sendable {
        case valid, expired, revoked
    }

    package func state(at now: Timestamp) -> State {
        if revokedAt != nil { return .revoked }
        if let expiresAt, expiresAt <= now { return .expired }
        return .valid
    }
}
