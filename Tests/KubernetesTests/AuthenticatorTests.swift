import Kubernetes
import Primitives
import Synchronization
import Testing

@Suite("Credentials")
struct AuthenticatorTests {
    @Test("from a file are read again after a minute, and not before")
    func rotation() async throws {
        let files = MemoryFiles(["/token": "one\n"])
        let clock = TestClock()
        let authenticator = Authenticator(
            source: .configured(bearer: .file(path: "/token", fallback: nil), identity: nil), files: files, clock: clock.wallClock)
        let first = try await authenticator.credentials()
        #expect(first.authorization?.exposed == "Bearer one")

        files["/token"] = "two"
        clock.advance(by: .seconds(59))
        #expect(try await authenticator.credentials() == first)
        clock.advance(by: .seconds(1))
        let second = try await authenticator.credentials()
        #expect(second.authorization?.exposed == "Bearer two")
        #expect(second.generation > first.generation)
        #expect(files.reads(of: "/token") == 2)
    }

    @Test("from a file that is gone for a moment stay what they were")
    func vanishingFile() async throws {
        let files = MemoryFiles(["/token": "one"])
        let clock = TestClock()
        let authenticator = Authenticator(
            source: .configured(bearer: .file(path: "/token", fallback: nil), identity: nil), files: files, clock: clock.wallClock)
        let first = try await authenticator.credentials()
        files["/token"] = nil
        clock.advance(by: .seconds(120))
        #expect(try await authenticator.credentials() == first)
    }

    @Test("that were refused are renewed at once where a newer file is there, and not where it isn't")
    func renewal() async throws {
        let files = MemoryFiles(["/token": "one"])
        let authenticator = Authenticator(
            source: .configured(bearer: .file(path: "/token", fallback: nil), identity: nil), files: files, clock: TestClock().wallClock)
        let first = try await authenticator.credentials()
        #expect(try await authenticator.renewed(after: first) == nil)
        files["/token"] = "two"
        let renewed = try await authenticator.renewed(after: first)
        #expect(renewed?.authorization?.exposed == "Bearer two")
        // Another request that was refused with the old ones takes what is there already.
        #expect(try await authenticator.renewed(after: first) == renewed)
        #expect(files.reads(of: "/token") == 3)
    }

    @Test("of a plugin are kept until they expire, and asked for once by all who wait")
    func plugin() async throws {
        let clock = TestClock()
        let plugins = CountingPlugin(clock: clock, lifetime: .seconds(900))
        let authenticator = Authenticator(
            source: .plugin(ExecPlugin(version: .v1, command: "get-token")), files: MemoryFiles(), plugins: plugins, clock: clock.wallClock)
        let all = try await withThrowingTaskGroup(of: Credentials.self) { group in
            for _ in 0..<20 {
                group.addTask { try await authenticator.credentials() }
            }
            return try await group.reduce(into: Set<Credentials>()) { $0.insert($1) }
        }
        #expect(all.map { $0.authorization?.exposed } == ["Bearer token-1"])
        clock.advance(by: .seconds(880))
        #expect(try await authenticator.credentials().authorization?.exposed == "Bearer token-1")
        clock.advance(by: .seconds(11))
        #expect(try await authenticator.credentials().authorization?.exposed == "Bearer token-2")
    }

    @Test("of a plugin may be a certificate")
    func certificate() async throws {
        let plugins = FixedPlugin(
            #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"clientCertificateData":"C","clientKeyData":"K"}}"#
        )
        let authenticator = Authenticator(
            source: .plugin(ExecPlugin(version: .v1beta1, command: "c")), files: MemoryFiles(), plugins: plugins, clock: .system)
        let credentials = try await authenticator.credentials()
        #expect(credentials.identity == ClientIdentity(certificate: Array("C".utf8), key: Array("K".utf8)))
        #expect(credentials.authorization == nil)
    }

    @Test(
        "of a plugin are refused where its answer isn't one",
        arguments: [
            ("nonsense", "not an ExecCredential"),
            (#"{"kind":"Other","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}"#, "answered with Other"),
            (#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}"#, "asked for was"),
            (#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}"#, "no status"),
            (#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"K"}}"#, "neither a token nor"),
        ])
    func malformed(output: String, expected: String) async {
        let authenticator = Authenticator(
            source: .plugin(ExecPlugin(version: .v1, command: "c")), files: MemoryFiles(), plugins: FixedPlugin(output), clock: .system)
        let error = await #expect(throws: CredentialError.self) { try await authenticator.credentials() }
        #expect("\(error.map { "\($0)" } ?? "")".contains(expected))
    }
}

/// Hands out a new token each time, after having let others come.
private final class CountingPlugin: PluginRunner {
    private let clock: TestClock
    private let lifetime: Duration
    private let runs = Mutex(0)

    init(clock: TestClock, lifetime: Duration) {
        self.clock = clock
        self.lifetime = lifetime
    }

    func run(_ plugin: ExecPlugin) async throws(PluginError) -> [UInt8] {
        let run = runs.withLock {
            $0 += 1
            return $0
        }
        for _ in 0..<100 { await Task.yield() }
        let expiry = clock.now + lifetime
        return Array(
            #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"token-\#(run)","expirationTimestamp":"\#(expiry)"}}"#
                .utf8)
    }
}

private struct FixedPlugin: PluginRunner {
    let output: String

    init(_ output: String) {
        self.output = output
    }

    func run(_ plugin: ExecPlugin) async throws(PluginError) -> [UInt8] { Array(output.utf8) }
}
