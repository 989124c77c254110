import FoundationEssentials
import Glibc
import Logging
package import Postgres

/// A PostgreSQL of the tests' own: a fresh cluster in a temporary directory, reached by a Unix socket there.
package actor PostgresServer {
    package struct Options: Sendable {
        /// Whether a commit reaches the disk. Needless for a test, unless the machine itself is to fail.
        package var isDurable = false
        /// Listens on the loopback interface as well.
        package var listensOnTCP = false
        /// A certificate that it has signed itself, on TCP.
        package var hasTLS = false
        /// Further settings, as `postgresql.conf` names them.
        package var settings: [String: String] = [:]

        package init() {}
    }

    package enum StopMode: Sendable {
        /// SIGINT: sessions are ended, transactions rolled back.
        case fast
        /// SIGQUIT: no checkpoint, recovery at the next start.
        case immediate
        /// SIGKILL of the postmaster and all sessions.
        case kill
    }

    package static let user = "whence"
    /// Of the superuser, for TCP. With characters that break what escapes too little.
    package static let password = "only for 'tests' %40 \"ok\""

    private let options: Options
    private let directory: TemporaryDirectory
    private let binaries: String
    /// The port on TCP, and a part of the Unix socket's name.
    package nonisolated let port: Int
    private var process: ChildProcess?
    private var lastDatabase = 0
    private var templates: [String: Task<String, any Error>] = [:]
    private let logger = Logger(label: "postgres.tests") { _ in SwiftLogNoOpLogHandler() }

    package init(_ options: Options = Options()) async throws {
        self.options = options
        directory = try TemporaryDirectory("pg")
        binaries = try Self.findBinaries()
        port = try freePort()
        try await createCluster()
        try await start()
    }

    // MARK: Its life

    package func start() async throws {
        var settings = [
            "port": "\(port)", "unix_socket_directories": directory.path, "max_connections": "200", "shared_buffers": "32MB",
            "listen_addresses": options.listensOnTCP ? "127.0.0.1" : "", "log_min_messages": "warning", "restart_after_crash": "on",
            // Whose line it is.
            "log_line_prefix": "[%d] ",
        ]
        if !options.isDurable {
            settings["fsync"] = "off"
            settings["full_page_writes"] = "off"
        }
        if options.hasTLS { settings["ssl"] = "on" }
        settings.merge(options.settings) { _, own in own }
        let arguments = ["-D", directory.file("data")] + settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        let process = try Self.unprivileged(binaries + "/postgres", arguments, isServer: true)
        self.process = process
        let configuration = try configuration(database: "postgres")
        let logger = logger
        try await eventually("PostgreSQL ready for connections", within: .seconds(60)) {
            guard process.isRunning else { throw TestSupportError("PostgreSQL did not start:\n\(process.output.suffix(4000))") }
            do {
                try await PostgresConnection.connect(configuration, logger: logger).close()
                return true
            } catch {
                return false
            }
        }
    }

    package func stop(_ mode: StopMode) async throws {
        guard let process else { return }
        switch mode {
        case .fast: try await process.terminate(SIGINT)
        case .immediate: try await process.terminate(SIGQUIT)
        case .kill:
            // Stopped first, so that it can't react to the end of the others.
            process.send(SIGSTOP)
            let sessions = Self.children(of: process.processID)
            for session in sessions { Glibc.kill(session, SIGKILL) }
            await process.kill()
            // A new postmaster refuses to start while a process of the old one uses the shared memory.
            try await eventually("the end of PostgreSQL's processes") { sessions.allSatisfy { Glibc.kill($0, 0) != 0 } }
        }
        self.process = nil
    }

    /// SIGKILL of one session's process, as the kernel does it when memory runs out. The postmaster ends all the others and recovers.
    package func killSession() throws {
        guard let process else { return }
        let session = Self.children(of: process.processID).last { child in
            let title = FileManager.default.contents(atPath: "/proc/\(child)/cmdline").map { String(decoding: $0, as: UTF8.self) } ?? ""
            return title.contains("127.0.0.1(") || title.contains("[local]")
        }
        if let session { Glibc.kill(session, SIGKILL) }
    }

    package func restart(_ mode: StopMode = .fast) async throws {
        try await stop(mode)
        try await start()
    }

    /// Where its log is.
    package var logFile: String { process?.logFile ?? "" }

    /// What it wrote to its log since it was started.
    package var log: String { process?.output ?? "" }

    // MARK: Its databases

    /// A new, empty database.
    package func database() async throws -> PostgresConfiguration {
        try await database(from: "template0")
    }

    /// A copy of a database that is prepared once a server: migrated, say.
    ///
    /// - Parameter name: tells one preparation from another.
    package func database(
        named name: String, preparedBy prepare: @escaping @Sendable (PostgresConfiguration) async throws -> Void
    ) async throws -> PostgresConfiguration {
        let template: Task<String, any Error>
        if let known = templates[name] {
            template = known
        } else {
            template = Task {
                let configuration = try await database()
                try await prepare(configuration)
                return configuration.parameters["dbname"] ?? ""
            }
            templates[name] = template
        }
        return try await database(from: try await template.value)
    }

    /// The superuser's way to a database, by the Unix socket.
    package nonisolated func configuration(database: String) throws -> PostgresConfiguration {
        try PostgresConfiguration(url: url(database: database))
    }

    /// The same as ``configuration(database:)``, for a program's `DATABASE_URL`.
    package nonisolated func url(database: String) -> String {
        "postgresql:///\(database)?host=\(directory.path)&port=\(port)&user=\(Self.user)"
    }

    /// The superuser's way to a database by TCP, for a program's `DATABASE_URL`.
    ///
    /// - Parameter port: of a proxy before it.
    package nonisolated func url(database: String, through port: Int) -> String {
        let quoted = Self.password.replacing("'", with: "\\'")
        return "host=127.0.0.1 port=\(port) user=\(Self.user) dbname=\(database) sslmode=disable password='\(quoted)'"
    }

    /// By TCP, with the password: what a wrong one or TLS is tried on.
    package nonisolated func tcpConfiguration(database: String = "postgres") throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: "host=127.0.0.1 port=\(port) user=\(Self.user) dbname=\(database)")
        configuration.password = PostgresPassword(Self.password)
        return configuration
    }

    private func database(from template: String) async throws -> PostgresConfiguration {
        lastDatabase += 1
        let name = "test_\(lastDatabase)"
        let connection = try await PostgresConnection.connect(configuration(database: "postgres"), logger: logger)
        try await connection.execute(script: "CREATE DATABASE \(name) TEMPLATE \(template)")
        await connection.close()
        return try configuration(database: name)
    }

    // MARK: Its cluster

    private func createCluster() async throws {
        let passwordFile = directory.file("password")
        try Data(Self.password.utf8).write(to: URL(filePath: passwordFile))
        try Self.giveAway(directory.path)
        try Self.giveAway(passwordFile)
        let arguments = [
            "--pgdata=\(directory.file("data"))", "--username=\(Self.user)", "--pwfile=\(passwordFile)", "--auth-local=trust",
            "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        ]
        let initdb = try Self.unprivileged(binaries + "/initdb", arguments, isServer: false)
        guard try await initdb.wait(within: .seconds(60)) == .code(0) else {
            throw TestSupportError("initdb failed:\n\(initdb.output)")
        }
        if options.hasTLS { try await createCertificate() }
    }

    private func createCertificate() async throws {
        let (key, certificate) = (directory.file("data/server.key"), directory.file("data/server.crt"))
        try await ChildProcess.run(
            "openssl",
            [
                "req", "-new", "-x509", "-days", "2", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-subj", "/CN=somebody-else", "-keyout", key, "-out", certificate,
            ])
        for file in [key, certificate] {
            chmod(file, 0o600)
            try Self.giveAway(file)
        }
    }

    /// PostgreSQL refuses to run as root: then it runs as the system's user `postgres`.
    private static func unprivileged(_ program: String, _ arguments: [String], isServer: Bool) throws -> ChildProcess {
        let environment = ["LC_ALL": "C.UTF-8", "TZ": "UTC"]
        guard geteuid() == 0 else {
            return try ChildProcess(program, arguments, environment: environment, isServer: isServer)
        }
        let identity = ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program]
        return try ChildProcess("setpriv", identity + arguments, environment: environment, isServer: isServer)
    }

    private static func children(of process: pid_t) -> [pid_t] {
        let list = FileManager.default.contents(atPath: "/proc/\(process)/task/\(process)/children") ?? Data()
        return String(decoding: list, as: UTF8.self).split(separator: " ").compactMap { pid_t($0) }
    }

    private static func giveAway(_ path: String) throws {
        guard geteuid() == 0 else { return }
        guard let user = getpwnam("postgres"), chown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
            throw TestSupportError("\(path) could not be given to the user postgres: error \(errno)")
        }
    }

    /// The newest of the versions that Debian has installed, or what the PATH holds.
    private static func findBinaries() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        if let newest = versions.compactMap({ Int($0) }).max() { return "\(root)/\(newest)/bin" }
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        for folder in path.split(separator: ":") where FileManager.default.isExecutableFile(atPath: "\(folder)/initdb") {
            return String(folder)
        }
        throw TestSupportError("PostgreSQL's server is not installed: apt-get install postgresql")
    }
}
