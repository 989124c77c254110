package import HTTPKit

/// Transports over the network, one for each set of certificates in use.
///
/// There are more than one only while a client certificate rotates: the last one is kept for the requests that are still under way on it,
/// and closed when the next one comes.
package actor NetworkTransports: TransportProvider {
    private let server: ServerAddress
    private let configuration: TransportConfiguration
    /// Wraps each transport, to count what goes through it.
    private let decorate: @Sendable (AsyncHTTPClientTransport) -> any Transport
    private var current: Entry?
    private var retired: AsyncHTTPClientTransport?

    private struct Entry {
        var trust: ServerTrust
        var identity: ClientIdentity?
        var base: AsyncHTTPClientTransport
        var transport: any Transport
    }

    /// - Parameter configuration: but for its TLS, which the cluster's access decides.
    package init(
        server: ServerAddress, configuration: TransportConfiguration = TransportConfiguration(connectionsPerHost: 64),
        decorate: @escaping @Sendable (AsyncHTTPClientTransport) -> any Transport = { $0 }
    ) {
        self.server = server
        self.configuration = configuration
        self.decorate = decorate
    }

    package func transport(trust: ServerTrust, identity: ClientIdentity?) async throws(TransportError) -> any Transport {
        if let current, current.trust == trust, current.identity == identity {
            return current.transport
        }
        var configuration = configuration
        configuration.tls = TLSOptions(
            trustRoots: trust.authorities, identity: identity.map { .init(certificateChain: $0.certificate, privateKey: $0.key) },
            verifiesServer: !trust.acceptsAnyCertificate)
        if let name = trust.serverName {
            configuration.addresses[name] = server.host
        }
        let base: AsyncHTTPClientTransport
        do {
            base = try AsyncHTTPClientTransport(configuration: configuration)
        } catch {
            throw TransportError(reason: .tlsFailed, request: server.url, detail: error.description)
        }
        let transport = decorate(base)
        let outdated = retired
        retired = current?.base
        current = Entry(trust: trust, identity: identity, base: base, transport: transport)
        await outdated?.shutdown()
        return transport
    }

    /// Closes all connections; nothing can be sent afterwards.
    package func shutdown() async {
        let open = [current?.base, retired].compactMap(\.self)
        current = nil
        retired = nil
        for transport in open {
            await transport.shutdown()
        }
    }
}
