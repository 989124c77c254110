import Kubernetes
import Primitives
import Testing

@Suite("A kubeconfig")
struct KubeconfigTests {
    private static let certificate = "Q0VSVA=="
    private static let key = "S0VZ"

    /// A kubeconfig with one context, whose cluster and user hold the given fields.
    private static func config(cluster: String = "server: https://10.0.0.1:6443", user: String = "token: t0ken", context: String = "") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: lab
        clusters: [{name: c, cluster: {\(cluster)}}]
        contexts: [{name: lab, context: {cluster: c, user: u\(context)}}]
        users: [{name: u, user: {\(user)}}]
        """
    }

    private static func access(_ files: [String: String], environment: [String: String], context: String? = nil) throws -> ClusterAccess {
        try ClusterAccess.discover(environment: environment, context: context, files: MemoryFiles(files))
    }

    private static func access(_ text: String, _ others: [String: String] = [:]) throws -> ClusterAccess {
        try access(others.merging(["/k/config": text]) { $1 }, environment: ["KUBECONFIG": "/k/config"])
    }

    private func authorization(_ access: ClusterAccess, files: [String: String] = [:]) async throws -> String? {
        let authenticator = Authenticator(source: access.credentials, files: MemoryFiles(files), clock: TestClock().wallClock)
        return try await authenticator.credentials().authorization?.exposed
    }

    @Test("names its server, namespace and where it was read")
    func basics() throws {
        let access = try Self.access(Self.config(context: ", namespace: shop"))
        #expect(access.server.url == "https://10.0.0.1:6443")
        #expect(access.namespace == "shop")
        #expect(access.origin == "context lab of /k/config")
        #expect(access.warnings.isEmpty)
    }

    @Test(
        "authenticates by a token, a token file or a password",
        arguments: [
            ("token: t0ken", "Bearer t0ken"),
            ("tokenFile: tok", "Bearer from-file"),
            ("tokenFile: /k/tok", "Bearer from-file"),
            ("token: t0ken, tokenFile: tok", "Bearer from-file"),
            ("token: t0ken, tokenFile: gone", "Bearer t0ken"),
            ("username: me, password: pw", "Basic bWU6cHc="),
            ("{}", nil),
        ])
    func bearer(user: String, expected: String?) async throws {
        let files = ["/k/tok": "from-file\n"]
        let access = try Self.access(Self.config(user: user == "{}" ? "" : user), files)
        #expect(try await authorization(access, files: files) == expected)
    }

    @Test("takes certificates as data or from files beside it")
    func certificates() async throws {
        let files = ["/k/ca.pem": "CA", "/k/pki/me.pem": "CERT", "/k/pki/me.key": "KEY"]
        for (cluster, user) in [
            ("certificate-authority: ca.pem", "client-certificate: pki/me.pem, client-key: pki/me.key"),
            ("certificate-authority-data: Q0E=", "client-certificate-data: \(Self.certificate), client-key-data: \(Self.key)"),
            // Data wins over a file.
            ("certificate-authority-data: Q0E=, certificate-authority: gone", "client-certificate-data: \(Self.certificate), client-key: pki/me.key"),
        ] {
            let access = try Self.access(Self.config(cluster: "server: https://h:6443, \(cluster)", user: user), files)
            #expect(access.trust.authorities == Array("CA".utf8))
            let authenticator = Authenticator(source: access.credentials, files: MemoryFiles(files), clock: TestClock().wallClock)
            let identity = try await authenticator.credentials().identity
            #expect(identity == ClientIdentity(certificate: Array("CERT".utf8), key: Array("KEY".utf8)))
        }
    }

    @Test("is warned about where it asks for less than a checked, direct connection")
    func warnings() throws {
        let access = try Self.access(
            Self.config(cluster: "server: https://h:6443, insecure-skip-tls-verify: true, tls-server-name: api, proxy-url: http://p:3128"))
        #expect(access.trust.acceptsAnyCertificate)
        #expect(access.trust.serverName == "api")
        #expect(access.warnings.count == 2)
        #expect(access.warnings.contains { $0.contains("proxy-url") })
        #expect(access.warnings.contains { $0.contains("insecure-skip-tls-verify") })
    }

    @Test("passes on whom to act as")
    func impersonation() throws {
        let access = try Self.access(Self.config(user: "token: t, as: jane, as-groups: [dev, ops]"))
        #expect(access.impersonation == Impersonation(user: "jane", groups: ["dev", "ops"]))
    }

    @Test("of several files is merged: the first one to name an entry defines it, and files that aren't there are passed over")
    func merging() async throws {
        let first = """
            current-context: two
            users: [{name: u, user: {token: first}}]
            clusters:
            contexts: null
            """
        let second = """
            current-context: one
            clusters: [{name: c, cluster: {server: "https://second:6443", certificate-authority: ca.pem}}]
            contexts: [{name: one, context: {cluster: c, user: u}}, {name: two, context: {cluster: c, user: u, namespace: x}}]
            users: [{name: u, user: {token: second}}]
            """
        let files = ["/a/config": first, "/b/config": second, "/b/ca.pem": "CA"]
        let access = try Self.access(files, environment: ["KUBECONFIG": "/a/config:/gone:/b/config"])
        #expect(access.namespace == "x")
        #expect(access.server.url == "https://second:6443")
        // A relative path starts from the folder of the file that holds it.
        #expect(access.trust.authorities == Array("CA".utf8))
        #expect(try await authorization(access) == "Bearer first")
        #expect(try Self.access(files, environment: ["KUBECONFIG": "/a/config:/b/config"], context: "one").namespace == nil)
    }

    @Test("is looked for in KUBECONFIG, then the pod's service account, then the home folder")
    func order() throws {
        let account = InClusterAccess.folder
        let files = [
            "/k/config": Self.config(), "/home/me/.kube/config": Self.config(cluster: "server: https://home:6443"),
            "\(account)/token": "t", "\(account)/ca.crt": "CA", "\(account)/namespace": "whence",
        ]
        let pod = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443", "HOME": "/home/me"]
        #expect(try Self.access(files, environment: pod.merging(["KUBECONFIG": "/k/config"]) { $1 }).server.url == "https://10.0.0.1:6443")
        let inCluster = try Self.access(files, environment: pod)
        #expect(inCluster.server.url == "https://[fd00::1]:443")
        #expect(inCluster.namespace == "whence")
        #expect(try Self.access(files, environment: ["HOME": "/home/me"]).server.url == "https://home:6443")
    }

    @Test(
        "that can't be used says what is wrong and where",
        arguments: [
            ("current-context: lab\ncontexts: []", "has no context 'lab'"),
            ("contexts: [{name: a, context: {}}, {name: b, context: {}}]", "no current-context; it has a, b"),
            ("contexts: [{name: a, context: {cluster: c}}]", "names the cluster 'c', which"),
            ("contexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {}}]", "has no server"),
            (config().replacing("user: u", with: "user: other"), "names the user 'other', which"),
            (config(cluster: "server: http://10.0.0.1"), "would send credentials in the clear"),
            (config(cluster: "server: 'ftp://h'"), "neither https nor http"),
            (config(cluster: "server: 'https://me:pw@h'"), "must not carry a user name"),
            (config(cluster: "server: nonsense"), "is not a URL"),
            (config(cluster: "server: https://h, certificate-authority: gone.pem"), "/k/gone.pem can't be read: no such file"),
            (config(cluster: "server: https://h, certificate-authority-data: '%%%'"), "certificate-authority-data is not base64"),
            (config(user: "client-certificate-data: Q0VSVA=="), "a client certificate without its key"),
            (config(user: "client-key-data: S0VZ"), "a client key without its certificate"),
            (config(user: "auth-provider: {name: gcp}"), "auth provider 'gcp', which Kubernetes removed"),
            (config(user: "exec: {apiVersion: client.authentication.k8s.io/v1}"), "without a command"),
            (config(user: "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: c}"), "client.authentication.k8s.io/v1 and"),
            (config(user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: c, interactiveMode: Always}"), "must ask a person"),
            ("clusters: 7", "wrong or malformed value at 'clusters'"),
            ("clusters: [{cluster: {}}]", "'clusters.[0].name' is missing"),
            (": : [", "it is not YAML"),
        ])
    func problems(text: String, expected: String) {
        do {
            _ = try Self.access(text)
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    @Test("that doesn't exist is told apart from one that is wrong")
    func absent() {
        let nothing = #expect(throws: ClusterAccessError.self) { try Self.access([:], environment: ["HOME": "/home/me"]) }
        #expect("\(nothing.map { "\($0)" } ?? "")".contains("no kubeconfig was found"))
        let named = #expect(throws: ClusterAccessError.self) { try Self.access([:], environment: ["KUBECONFIG": "/gone"]) }
        #expect("\(named.map { "\($0)" } ?? "")".contains("KUBECONFIG names no file that exists (/gone)"))
    }

    @Test("never shows its secrets")
    func secrecy() throws {
        let access = try Self.access(
            Self.config(user: "token: s3cret-t0ken, client-certificate-data: \(Self.certificate), client-key-data: \(Self.key)"))
        var dumped = ""
        dump(access, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(!"\(access)".contains("s3cret"))
    }
}

@Suite("A server's address")
struct ServerAddressTests {
    @Test(
        "may be https anywhere and http on the loopback interface alone",
        arguments: [
            ("https://10.0.0.1:6443", true), ("https://api.example.com/k8s/clusters/c-1", true), ("https://[fd00::1]:6443/", true),
            ("http://127.0.0.1:8001", true), ("http://127.9.9.9", true), ("http://localhost:8001", true), ("http://[::1]:8001", true),
            ("http://10.0.0.1", false), ("http://127.0.0.1.example.com", false), ("http://localhost.example.com", false),
            ("http://127.0.0", false), ("https://h?x=1", false), ("https://h#x", false), ("https://", false), ("", false),
        ])
    func schemes(text: String, isTaken: Bool) {
        let address = try? ServerAddress(text)
        #expect((address != nil) == isTaken)
        #expect(address?.url.hasSuffix("/") != true)
    }
}
