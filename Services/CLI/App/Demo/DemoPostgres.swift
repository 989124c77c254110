import FoundationEssentials
import Subprocess
import SystemPackage

/// A private PostgreSQL: its own data, a Unix socket, no port, gone with the demo.
struct DemoPostgres: Sendable {
    private let installation: PostgresInstallation
    private let user: SystemUser?
    private let folder: String
    private let socket: String

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The longest path of a Unix socket on Linux is 107 bytes, and PostgreSQL's name for it takes 16 of them.
    private static let longestSocketFolder = 90

    init(in demo: DemoFolder, environment: [String: String]) throws {
        installation = try PostgresInstallation.find(environment: environment)
        user = try Self.unprivilegedUser()
        let wanted = "\(demo.path)/postgres"
        if let user, !user.reaches(demo.path) {
            // A project below /root is nowhere that PostgreSQL's user can go.
            folder = "/tmp/whence-demo-\(UInt32.random(in: 0...UInt32.max))"
        } else {
            folder = wanted
        }
        socket =
            folder.utf8.count + "/run".utf8.count <= Self.longestSocketFolder
            ? "\(folder)/run" : "/tmp/whence-demo-\(UInt32.random(in: 0...UInt32.max))"
        for path in [folder, socket] { try Self.create(path, for: user) }
    }

    var version: String { installation.version }

    /// PostgreSQL refuses to run as root.
    private static func unprivilegedUser() throws(Failure) -> SystemUser? {
        guard SystemUser.isRoot else { return nil }
        guard let user = SystemUser.named("postgres") ?? SystemUser.named("nobody") else {
            throw Failure(description: "PostgreSQL won't run as root, and there is no user 'postgres' to run it as")
        }
        return user
    }

    private static func create(_ path: String, for user: SystemUser?) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try user?.own(path)
    }

    /// A URI of libpq; the socket's folder is the host.
    var url: String {
        let host = socket.utf8.map { byte -> String in
            let isPlain = (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
            return isPlain || byte == UInt8(ascii: "-") ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "postgresql://whence@\(host.joined())/postgres"
    }

    private static let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]

    /// Creates the database and runs it while `body` does.
    func run<Result: Sendable>(while body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        defer { remove() }
        try await initialize()
        let server = GuardedProcess(
            name: "PostgreSQL",
            command: Command(
                "\(installation.programs)/postgres",
                ["-D", "\(folder)/data", "-k", socket, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"], as: user),
            environment: Self.environment, log: "\(folder)/postgres.log",
            // A fast shutdown: clients are disconnected instead of waited for.
            stopSignal: "INT")
        return try await server.run {
            try await Waiting.until("PostgreSQL takes no connections", within: .seconds(30)) { try await isReady() ? true : nil }
            return try await body()
        }
    }

    private func initialize() async throws {
        let arguments = [
            "-D", "\(folder)/data", "-U", "whence", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions",
        ]
        let program = GuardedProcess(
            name: "initdb", command: Command("\(installation.programs)/initdb", arguments, as: user), environment: Self.environment,
            log: "\(folder)/initdb.log")
        try await program.runToEnd()
    }

    private func isReady() async throws -> Bool {
        let result = try await Subprocess.run(
            .path(FilePath("\(installation.programs)/pg_isready")), arguments: ["-q", "-h", socket, "-U", "whence"],
            environment: .custom(["PATH": "/usr/bin:/bin"]), output: .discarded, error: .discarded)
        return result.terminationStatus.isSuccess
    }

    private func remove() {
        for path in Set([folder, socket]) {
            // What stays behind is emptied by the next run.
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
