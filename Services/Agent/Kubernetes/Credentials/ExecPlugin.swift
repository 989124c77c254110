package import Primitives

/// A command that hands out credentials, as cloud providers' command lines do.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
package struct ExecPlugin: Sendable {
    package enum APIVersion: String, CaseIterable, Sendable {
        case v1 = "client.authentication.k8s.io/v1"
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// What a plugin is told about the cluster where its configuration asks for it (`provideClusterInfo`).
    package struct ClusterInfo: Sendable {
        package var server: String
        package var trust: ServerTrust

        package init(server: String, trust: ServerTrust) {
            self.server = server
            self.trust = trust
        }
    }

    package var version: APIVersion
    /// An absolute path, or a name that is looked up in `PATH`.
    package var command: String
    package var arguments: [String]
    package var environment: [(name: String, value: Secret)]
    package var installHint: String?
    package var cluster: ClusterInfo?

    package init(
        version: APIVersion, command: String, arguments: [String] = [], environment: [(name: String, value: Secret)] = [],
        installHint: String? = nil, cluster: ClusterInfo? = nil
    ) {
        self.version = version
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.installHint = installHint
        self.cluster = cluster
    }
}
