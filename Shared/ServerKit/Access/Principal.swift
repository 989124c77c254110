package import Contracts

/// Who sent a request.
package struct Principal: Hashable, Sendable {
    /// As histories show it: a token's name.
    package var name: String
    package var role: Role
    /// The source whose alerts this token delivers; nil where it isn't bound to one.
    package var source: String?
    /// The one cluster that this token may deliver to and see; nil for all.
    package var cluster: String?
    /// What it was let in with; nil where that stands in the settings.
    package var token: TokenID?

    package init(name: String, role: Role, source: String? = nil, cluster: String? = nil, token: TokenID? = nil) {
        self.name = name
        self.role = role
        self.source = source
        self.cluster = cluster
        self.token = token
    }

    /// Everybody, where access control is off.
    package static let anonymous = Principal(name: "anonymous", role: .admin)
}
