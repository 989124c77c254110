import FoundationEssentials
import Kubernetes
import Primitives
import TestSupport
import Testing

@Suite("A credential plugin")
struct PluginRunnerTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory("plugin")
    }

    private func plugin(_ script: String, cluster: ExecPlugin.ClusterInfo? = nil) throws -> ExecPlugin {
        let path = folder.file("plugin.sh")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return ExecPlugin(
            version: .v1, command: path, arguments: ["--cluster", "lab; echo no shell"], environment: [("REGION", Secret("north"))],
            installHint: "install it", cluster: cluster)
    }

    private func failure(_ plugin: ExecPlugin, timeout: Duration = .seconds(20)) async -> PluginError? {
        do throws(PluginError) {
            _ = try await ProcessPluginRunner(timeout: timeout).run(plugin)
            return nil
        } catch {
            return error
        }
    }

    @Test("is given its arguments, its variables and the question, and no shell")
    func arguments() async throws {
        let info = ExecPlugin.ClusterInfo(server: "https://h:6443", trust: ServerTrust(authorities: Array("CA".utf8), serverName: "api"))
        let output = try await ProcessPluginRunner().run(
            plugin(#"printf '%s|%s|%s|%s' "$1" "$2" "$REGION" "$KUBERNETES_EXEC_INFO""#, cluster: info))
        let parts = String(decoding: output, as: UTF8.self).split(separator: "|", maxSplits: 3)
        #expect(parts.prefix(3) == ["--cluster", "lab; echo no shell", "north"])
        let question = String(parts[3])
        for part in [
            #""kind":"ExecCredential""#, #""apiVersion":"client.authentication.k8s.io\/v1""#, #""interactive":false"#,
            #""server":"https:\/\/h:6443""#, #""certificate-authority-data":"Q0E=""#, #""tls-server-name":"api""#,
        ] {
            #expect(question.contains(part), "\(question)")
        }
    }

    @Test("that fails says so in the last words of its standard error, never in those of its output")
    func failing() async throws {
        let error = await failure(try plugin("echo s3cret; echo first >&2; echo 'session expired' >&2; exit 3"))
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("session expired"))
        #expect(text.contains("3"))
        #expect(!text.contains("s3cret"))
    }

    @Test("that isn't there says how to get it")
    func missing() async {
        let error = await failure(ExecPlugin(version: .v1, command: "no-such-plugin-anywhere", installHint: "get it at https://example.com"))
        #expect(error == .notFound(command: "no-such-plugin-anywhere", hint: "get it at https://example.com"))
    }

    @Test("that hangs is ended")
    func hanging() async throws {
        let plugin = try plugin("sleep 600")
        #expect(await failure(plugin, timeout: .milliseconds(300)) == .timedOut(command: plugin.command, after: .milliseconds(300)))
    }

    @Test("that prints without end is stopped")
    func endless() async throws {
        let error = await failure(try plugin("exec yes"))
        guard case .failed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
