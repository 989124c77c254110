package import HTTPKit

/// Gives the transport to reach a cluster with: trusting its authorities, and showing the client certificate of the moment.
package protocol TransportProvider: Sendable {
    func transport(trust: ServerTrust, identity: ClientIdentity?) async throws(TransportError) -> any Transport
}

/// One transport whatever the certificates: for tests, recordings, and plain HTTP.
package struct FixedTransport: TransportProvider {
    private let transport: any Transport

    package init(_ transport: any Transport) {
        self.transport = transport
    }

    package func transport(trust: ServerTrust, identity: ClientIdentity?) -> any Transport {
        transport
    }
}
