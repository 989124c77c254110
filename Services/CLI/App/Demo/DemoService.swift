import FoundationEssentials
import HTTPKit
import HTTPTypes

/// One of the two services, as a process of its own on a free port of the loopback interface.
struct DemoService: Sendable {
    /// `whence-ingest`
    var name: String
    var settings: [String: String]
    var folder: DemoFolder
    var network: any Transport

    struct Missing: Error, CustomStringConvertible {
        var path: String

        var description: String { "\(path) isn't there: `make build` puts the three programs beside each other" }
    }

    /// - Parameter body: Given the service's address, once it is ready.
    func run<Result: Sendable>(while body: @escaping @Sendable (_ address: String) async throws -> Result) async throws -> Result {
        let executable = try Self.path(of: name)
        let portFile = "\(folder.path)/\(name).port"
        let own = [
            "HOST": "127.0.0.1", "PORT": "0", "PORT_FILE": portFile, "LOG_FORMAT": "text", "PATH": "/usr/bin:/bin", "HOME": folder.path,
            "LC_ALL": "C.UTF-8",
        ]
        let process = GuardedProcess(
            name: name, command: Command(executable, []), environment: own.merging(settings) { $1 }, log: "\(folder.logs)/\(name).log")
        return try await process.run {
            let port = try await Waiting.until("\(name) doesn't listen (\(process.log))", within: .seconds(30)) {
                TextFile.contents(of: portFile).flatMap { Int($0.trimmingSuffix("\n")) }
            }
            let address = "http://127.0.0.1:\(port)"
            try await Waiting.until("\(name) isn't ready (\(process.log))", within: .seconds(30)) {
                // Refused connections are what is waited out here.
                let response = try? await network.send(OutboundRequest(url: "\(address)/readyz", timeout: .seconds(2)))
                return response?.status.code == 200 ? true : nil
            }
            return try await body(address)
        }
    }

    /// The programs lie beside this one, wherever that is.
    private static func path(of name: String) throws(Missing) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments.first ?? ""
        let path = URL(filePath: own).deletingLastPathComponent().appending(path: name).path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(path: path) }
        return path
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> Substring {
        hasSuffix(suffix) ? dropLast(suffix.count) : self[...]
    }
}
