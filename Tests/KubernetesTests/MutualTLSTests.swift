import FoundationEssentials
import HTTPKit
import Kubernetes
import TestSupport
import Testing

/// An API server that demands a client certificate, by `openssl s_server`, which serves files of its folder.
private struct GuardedServer {
    let folder: TemporaryDirectory
    let port: Int
    private let process: ChildProcess

    static let openssl = "/usr/bin/openssl"

    init() async throws {
        folder = try TemporaryDirectory("tls")
        port = try freePort()
        let script = """
            set -e; cd '\(folder.path)'
            ec='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
            openssl req -x509 $ec -keyout ca.key -out ca.pem -days 2 -subj /CN=lab-ca
            openssl req -new $ec -keyout api.key -out api.csr -subj /CN=api
            printf 'subjectAltName=DNS:kubernetes.default' > san
            openssl x509 -req -in api.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out api.pem
            openssl req -new $ec -keyout me.key -out me.csr -subj /O=dev/CN=me
            openssl x509 -req -in me.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out me.pem
            printf '{"gitVersion":"v1.36.0"}' > version
            """
        try await ChildProcess.run("/bin/sh", ["-c", script])
        process = try ChildProcess(
            "/bin/sh",
            [
                "-c",
                "cd '\(folder.path)' && exec \(Self.openssl) s_server -accept 127.0.0.1:\(port) -cert api.pem -key api.key -CAfile ca.pem "
                    + "-Verify 1 -verify_return_error -WWW",
            ])
        try await process.waitForLine(containing: "ACCEPT")
    }

    func access(cluster: String, user: String) throws -> ClusterAccess {
        let config = """
            current-context: lab
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:\(port)", \(cluster)}}]
            contexts: [{name: lab, context: {cluster: c, user: u}}]
            users: [{name: u, user: {\(user)}}]
            """
        try Data(config.utf8).write(to: URL(filePath: folder.file("config")))
        return try ClusterAccess.discover(environment: ["KUBECONFIG": folder.file("config")])
    }

    func version(_ access: ClusterAccess) async throws -> Result<String, KubernetesError> {
        let transports = NetworkTransports(server: access.server)
        let client = KubernetesClient(access: access, transports: transports, limits: .init(timeout: .seconds(10)))
        let result: Result<String, KubernetesError>
        do throws(KubernetesError) {
            result = .success(try await client.version().version)
        } catch {
            result = .failure(error)
        }
        await transports.shutdown()
        return result
    }
}

@Suite("A cluster behind certificates", .enabled(if: FileManager.default.isExecutableFile(atPath: GuardedServer.openssl)))
struct MutualTLSTests {
    @Test("is reached with the kubeconfig's authority, client certificate and server name, and not without one of them")
    func mutual() async throws {
        let server = try await GuardedServer()
        let named = "certificate-authority: ca.pem, tls-server-name: kubernetes.default"
        let me = "client-certificate: me.pem, client-key: me.key"
        #expect(try await server.version(server.access(cluster: named, user: me)) == .success("v1.36.0"))

        let stranger = try await server.version(server.access(cluster: named, user: ""))
        #expect(throws: KubernetesError.self) { try stranger.get() }

        for cluster in ["certificate-authority: ca.pem", "tls-server-name: kubernetes.default"] {
            guard case .failure(let error) = try await server.version(server.access(cluster: cluster, user: me)) else {
                Issue.record("reached with \(cluster)")
                continue
            }
            #expect(error.reason == .tlsFailed, "\(error)")
        }

        let careless = try server.access(cluster: "insecure-skip-tls-verify: true", user: me)
        #expect(try await server.version(careless) == .success("v1.36.0"))
    }

    @Test("says what is wrong with a certificate that is none")
    func unreadable() async throws {
        let server = try await GuardedServer()
        guard case .failure(let error) = try await server.version(server.access(cluster: "certificate-authority: ca.key", user: "")) else {
            Issue.record("a key was taken for an authority")
            return
        }
        #expect(error.reason == .tlsFailed)
        #expect(error.message.contains("no PEM certificate"))
    }
}
