import FoundationEssentials
import HTTPKit
import HTTPTypes
import NIOSSL
import Subprocess
import Testing

/// A certificate authority of its own, with a server's and a client's certificate, made by openssl in a folder of its own.
private struct Certificates {
    let authority: [UInt8]
    let server: (chain: [UInt8], key: [UInt8])
    let client: (chain: [UInt8], key: [UInt8])

    static func make() async throws -> Certificates {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UInt64.random(in: .min ... .max))").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = """
            set -e; cd '\(folder)'
            ec='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
            openssl req -x509 $ec -keyout ca.key -out ca.pem -days 2 -subj /CN=test-authority
            openssl req -new $ec -keyout server.key -out server.csr -subj /CN=server
            printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > san
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out server.pem
            openssl req -new $ec -keyout client.key -out client.csr -subj /CN=client
            openssl x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out client.pem
            """
        let result = try await run(.name("sh"), arguments: ["-c", script], output: .discarded, error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        func read(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: "\(folder)/\(name)"))) }
        return Certificates(
            authority: try read("ca.pem"), server: (try read("server.pem"), try read("server.key")),
            client: (try read("client.pem"), try read("client.key")))
    }

    /// A server that asks for a client's certificate.
    func serverContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(server.chain).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: server.key, format: .pem)))
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authority))
        return try NIOSSLContext(configuration: configuration)
    }
}

@Suite("TLS", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct TLSTests {
    private func outcome(_ options: TLSOptions, host: String = "127.0.0.1", certificates: Certificates) async throws -> String {
        let context = try certificates.serverContext()
        return try await ScriptedServer.run(.answer("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"), tls: context) { server in
            let transport = try AsyncHTTPClientTransport(configuration: TransportConfiguration(tls: options))
            let outcome: String
            do throws(TransportError) {
                let request = OutboundRequest(url: "https://\(host):\(server.port)/", timeout: .seconds(10))
                outcome = try await transport.send(request).status.code.description
            } catch {
                outcome = error.reason.rawValue
            }
            await transport.shutdown()
            return outcome
        }
    }

    @Test("a private authority is trusted where it is given, and a client presents its certificate")
    func mutual() async throws {
        let certificates = try await Certificates.make()
        let identity = TLSOptions.Identity(certificateChain: certificates.client.chain, privateKey: certificates.client.key)
        let trusting = TLSOptions(trustRoots: certificates.authority, identity: identity)
        #expect(try await outcome(trusting, certificates: certificates) == "200")
        #expect(try await outcome(trusting, host: "localhost", certificates: certificates) == "200")
        #expect(try await outcome(TLSOptions(identity: identity), certificates: certificates) == "tlsFailed")
        #expect(try await outcome(TLSOptions(identity: identity, verifiesServer: false), certificates: certificates) == "200")
        #expect(try await outcome(TLSOptions(trustRoots: certificates.authority), certificates: certificates) != "200")
    }

    @Test("what is no certificate or no key is told so before anything is sent")
    func unreadable() async throws {
        let certificates = try await Certificates.make()
        let broken: [TLSOptions] = [
            TLSOptions(trustRoots: []), TLSOptions(trustRoots: Array("nonsense".utf8)),
            TLSOptions(identity: .init(certificateChain: certificates.client.chain, privateKey: Array("nonsense".utf8))),
            TLSOptions(identity: .init(certificateChain: certificates.client.key, privateKey: certificates.client.key)),
        ]
        for options in broken {
            #expect(throws: TLSOptionsError.self) { try AsyncHTTPClientTransport(configuration: TransportConfiguration(tls: options)) }
        }
    }
}
