import NIOSSL

extension TLSOptions {
    func configuration() throws(TLSOptionsError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if !verifiesServer {
            configuration.certificateVerification = .none
        }
        if let trustRoots {
            configuration.trustRoots = .certificates(try Self.certificates(trustRoots, what: "the certificate authority"))
        }
        if let identity {
            configuration.certificateChain = try Self.certificates(identity.certificateChain, what: "the client certificate").map { .certificate($0) }
            do {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: identity.privateKey, format: .pem))
            } catch {
                throw TLSOptionsError(description: "the client's private key is no PEM key")
            }
        }
        return configuration
    }

    private static func certificates(_ pem: [UInt8], what: String) throws(TLSOptionsError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty else {
            throw TLSOptionsError(description: "\(what) holds no PEM certificate")
        }
        return certificates
    }
}
