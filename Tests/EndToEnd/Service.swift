import Glibc
import TestSupport

/// One of the services as a process of its own, on a port that it keeps when it is killed and started again.
actor Service {
    nonisolated let port: Int
    nonisolated let address: String
    private let name: String
    private let settings: [String: String]
    private let folder: TemporaryDirectory
    private var process: ChildProcess?
    private var starts = 0
    /// What those said that were killed.
    private var lastWords = ""

    init(_ name: String, _ settings: [String: String]) throws {
        self.name = name
        self.settings = settings
        port = try freePort()
        address = "http://127.0.0.1:\(port)"
        folder = try TemporaryDirectory("service")
    }

    /// Returns when it takes requests.
    func start() async throws {
        starts += 1
        let portFile = folder.file("port.\(starts)")
        let own = ["HOST": "127.0.0.1", "PORT": "\(port)", "PORT_FILE": portFile, "LOG_FORMAT": "text", "LOG_LEVEL": "warning"]
        let process = try ChildProcess(try Programs.path(name), environment: own.merging(settings) { $1 })
        self.process = process
        _ = try await process.waitForFile(portFile)
    }

    func kill() async {
        await process?.kill()
        lastWords += process?.output ?? ""
        process = nil
    }

    /// SIGTERM, and the end that follows.
    ///
    /// - Parameter deadline: after this it is killed, and the failure thrown.
    func stop(within deadline: Duration = .seconds(20)) async throws {
        let exit = try await process?.terminate(within: deadline)
        let output = process?.output ?? ""
        process = nil
        guard exit == .code(0) || exit == nil else { throw TestSupportError("\(name) ended with \(String(describing: exit)):\n\(output)") }
    }

    /// Stops it in the middle of whatever it does, as a machine does that swaps or a node that is suspended.
    func freeze() {
        process?.send(SIGSTOP)
    }

    func thaw() {
        process?.send(SIGCONT)
    }

    var isRunning: Bool { process?.isRunning ?? false }

    /// Of all its processes that were killed, and of the one that runs.
    var output: String { lastWords + (process?.output ?? "") }
}
