/// How one cluster is reached: its address, whom to trust, and who to be.
package struct ClusterAccess: Sendable {
    /// `https://10.0.0.1:6443`, without a slash at its end.
    package var server: ServerAddress
    package var trust: ServerTrust
    package var credentials: CredentialSource
    package var impersonation: Impersonation?
    /// The namespace that the context names; nil where it names none.
    package var namespace: String?
    /// Where this was read, for people: `context lab of ~/.kube/config`.
    package var origin: String
    /// What was read and can't be honoured, a sentence each.
    package var warnings: [String]

    package init(
        server: ServerAddress, trust: ServerTrust = ServerTrust(), credentials: CredentialSource = .anonymous,
        impersonation: Impersonation? = nil, namespace: String? = nil, origin: String, warnings: [String] = []
    ) {
        self.server = server
        self.trust = trust
        self.credentials = credentials
        self.impersonation = impersonation
        self.namespace = namespace
        self.origin = origin
        self.warnings = warnings
    }
}

/// Which certificates the API server may show.
package struct ServerTrust: Hashable, Sendable {
    /// PEM; nil trusts the system's roots.
    package var authorities: [UInt8]?
    /// The name that the certificate must carry, where it isn't the address's own.
    package var serverName: String?
    /// True accepts any certificate, as `insecure-skip-tls-verify` asks for.
    package var acceptsAnyCertificate: Bool

    package init(authorities: [UInt8]? = nil, serverName: String? = nil, acceptsAnyCertificate: Bool = false) {
        self.authorities = authorities
        self.serverName = serverName
        self.acceptsAnyCertificate = acceptsAnyCertificate
    }
}

/// Headers by which a kubeconfig's user acts as another one.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
package struct Impersonation: Hashable, Sendable {
    package var user: String
    package var uid: String?
    package var groups: [String]

    package init(user: String, uid: String? = nil, groups: [String] = []) {
        self.user = user
        self.uid = uid
        self.groups = groups
    }
}
