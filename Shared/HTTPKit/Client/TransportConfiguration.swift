/// How connections are made and kept.
package struct TransportConfiguration: Sendable {
    /// For a TCP connection and its TLS handshake; a request's own timeout bounds it further.
    package var connectTimeout: Duration
    /// HTTP/1.1 connections to one server; more requests wait for one.
    package var connectionsPerHost: Int
    /// How long an unused connection is kept.
    package var idleTimeout: Duration
    package var tls: TLSOptions
    /// Names of servers that are reached at another name or address, which their certificates don't carry.
    package var addresses: [String: String]

    package init(
        connectTimeout: Duration = .seconds(3), connectionsPerHost: Int = 16, idleTimeout: Duration = .seconds(30), tls: TLSOptions = TLSOptions(),
        addresses: [String: String] = [:]
    ) {
        self.connectTimeout = connectTimeout
        self.connectionsPerHost = connectionsPerHost
        self.idleTimeout = idleTimeout
        self.tls = tls
        self.addresses = addresses
    }
}

/// Whom a client trusts and as whom it presents itself.
package struct TLSOptions: Sendable {
    /// Certificates to trust instead of the system's, PEM.
    package var trustRoots: [UInt8]?
    package var identity: Identity?
    /// False accepts any certificate of any name. Only a person may ask for that, such as by `insecure-skip-tls-verify` in a kubeconfig.
    package var verifiesServer: Bool

    /// A client's certificate.
    package struct Identity: Sendable, CustomStringConvertible {
        /// PEM, the client's own first.
        package var certificateChain: [UInt8]
        /// PEM.
        package var privateKey: [UInt8]

        package init(certificateChain: [UInt8], privateKey: [UInt8]) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
        }

        package var description: String { "***" }
    }

    package init(trustRoots: [UInt8]? = nil, identity: Identity? = nil, verifiesServer: Bool = true) {
        self.trustRoots = trustRoots
        self.identity = identity
        self.verifiesServer = verifiesServer
    }
}

/// Why a client's TLS can't be set up: a certificate or key that can't be read.
package struct TLSOptionsError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
}
