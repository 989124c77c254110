package import Primitives

/// Where a cluster's credentials come from.
package enum CredentialSource: Sendable {
    case anonymous
    case configured(bearer: BearerSource?, identity: ClientIdentitySource?)
    case plugin(ExecPlugin)
}

/// What goes into the `Authorization` header.
package enum BearerSource: Sendable {
    case token(Secret)
    /// A file that is rewritten as its token rotates, as a service account's is.
    case file(path: String, fallback: Secret?)
    case basic(user: String, password: Secret)
}

/// A client certificate and its key, each written out or in a file.
package struct ClientIdentitySource: Sendable {
    package enum Part: Hashable, Sendable {
        case data([UInt8])
        case file(String)
    }

    package var certificate: Part
    package var key: Part

    package init(certificate: Part, key: Part) {
        self.certificate = certificate
        self.key = key
    }

    /// A certificate chain of a dozen links stays far below this.
    static let maximumBytes = 1 << 20

    /// True where renewed certificates appear without a restart.
    var isInFiles: Bool {
        [certificate, key].contains { if case .file = $0 { true } else { false } }
    }

    func read(_ files: any FileReader) throws(ClusterAccessError) -> ClientIdentity {
        ClientIdentity(certificate: try Self.bytes(certificate, files), key: try Self.bytes(key, files))
    }

    private static func bytes(_ part: Part, _ files: any FileReader) throws(ClusterAccessError) -> [UInt8] {
        switch part {
        case .data(let bytes): bytes
        case .file(let path): try files.read(path, maximumBytes: maximumBytes)
        }
    }
}

/// A client certificate with its chain, and its key, both PEM.
package struct ClientIdentity: Hashable, Sendable, CustomStringConvertible {
    package var certificate: [UInt8]
    package var key: [UInt8]

    package init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }

    package var description: String { "***" }
}
