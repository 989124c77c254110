import Primitives
import Subprocess
import SystemPackage

/// Runs a credential plugin and reads its answer.
package protocol PluginRunner: Sendable {
    func run(_ plugin: ExecPlugin) async throws(PluginError) -> [UInt8]
}

/// Runs it as a process with this one's environment, the plugin's own variables and `KUBERNETES_EXEC_INFO`; never through a shell.
package struct ProcessPluginRunner: PluginRunner {
    private let timeout: Duration

    /// A credential is a few kilobytes; a plugin that prints a megabyte isn't one.
    private static let maximumBytes = 1 << 20

    package init(timeout: Duration = .seconds(10)) {
        self.timeout = timeout
    }

    package func run(_ plugin: ExecPlugin) async throws(PluginError) -> [UInt8] {
        let question = try ExecCredential.question(for: plugin)
        let timeout = timeout
        let outcome = await withTaskGroup(of: Result<[UInt8], PluginError>.self) { group in
            group.addTask { await Self.output(of: plugin, question: question) }
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    return .failure(.timedOut(command: plugin.command, after: timeout))
                } catch {
                    return .failure(.failed(command: plugin.command, why: "the request was cancelled"))
                }
            }
            let first = await group.next() ?? .failure(.failed(command: plugin.command, why: "it didn't run"))
            group.cancelAll()
            return first
        }
        return try outcome.get()
    }

    private static func output(of plugin: ExecPlugin, question: String) async -> Result<[UInt8], PluginError> {
        var variables: [Environment.Key: String?] = [:]
        for (name, value) in plugin.environment {
            if let key = Environment.Key(rawValue: name) {
                variables[key] = value.exposed
            }
        }
        variables["KUBERNETES_EXEC_INFO"] = question
        let isPath = plugin.command.contains("/")
        do {
            let result = try await Subprocess.run(
                isPath ? .path(FilePath(plugin.command)) : .name(plugin.command), arguments: Arguments(plugin.arguments),
                environment: .inherit.updating(variables), output: .bytes(limit: maximumBytes), error: .string(limit: maximumBytes))
            guard result.terminationStatus.isSuccess else {
                let said = result.standardError.lastWords()
                return .failure(
                    .failed(command: plugin.command, why: "it ended with \(result.terminationStatus)" + (said.isEmpty ? "" : ": \(said)")))
            }
            return .success(result.standardOutput)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failure(.notFound(command: plugin.command, hint: plugin.installHint))
        } catch {
            return .failure(.failed(command: plugin.command, why: String("\(error)".prefix(200))))
        }
    }
}

extension String {
    /// The last line that says something, bounded: where command lines put what went wrong.
    fileprivate func lastWords() -> String {
        let line = split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        return String(line.prefix(200))
    }
}
