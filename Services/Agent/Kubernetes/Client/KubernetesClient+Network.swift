package import HTTPKit
package import Primitives

extension KubernetesClient {
    /// A client over the network.
    ///
    /// - Parameter transports: to be shut down when the client is no longer needed.
    package init(
        access: ClusterAccess, transports: any TransportProvider, clock: WallClock = .system, limits: Limits = Limits(), cache: ReadCache? = nil
    ) {
        let authenticator = Authenticator(source: access.credentials, clock: clock)
        self.init(connection: APIConnection(access: access, authenticator: authenticator, transports: transports), limits: limits, cache: cache)
    }

    /// A client without credentials over one transport: for recordings and tests.
    ///
    /// - Parameter server: must be loopback; recorded transports don't look at it.
    package init(
        transport: any Transport, server: ServerAddress = .loopback, clock: WallClock = .system, limits: Limits = Limits(),
        cache: ReadCache? = nil
    ) {
        self.init(
            access: ClusterAccess(server: server, origin: "a transport"), transports: FixedTransport(transport), clock: clock, limits: limits,
            cache: cache)
    }
}
