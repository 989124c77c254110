import FoundationEssentials
package import Glibc
import Synchronization

/// A program that a test has started. It ends with this value, and with the test process however that ends.
package final class ChildProcess: Sendable {
    package enum Exit: Hashable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    /// Where things are, and what coverage and the sanitizers are told: they look at the services that tests start as well.
    private static let inherited = ["PATH", "HOME", "TMPDIR", "LLVM_PROFILE_FILE", "LD_PRELOAD", "TSAN_OPTIONS", "ASAN_OPTIONS"]

    package let name: String
    package let processID: pid_t
    /// Where its standard output and error go.
    package let logFile: String
    private let directory: TemporaryDirectory
    /// Nil while it runs. Under a lock, because the number may belong to somebody else once it has been waited for.
    private let exit = Mutex<Exit?>(nil)

    /// - Parameters:
    ///   - program: a path, or a name in the PATH.
    ///   - environment: all of it but ``inherited``, which are this process' own.
    ///   - isServer: a PostgreSQL, which must be asked to end before it is killed.
    package init(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:], isServer: Bool = false) throws {
        name = String(program.split(separator: "/").last ?? "")
        directory = try TemporaryDirectory("log")
        logFile = directory.file("output.log")
        var all = environment
        for variable in Self.inherited where all[variable] == nil {
            all[variable] = getenv(variable).map { String(cString: $0) }
        }
        let pairs = all.map { "\($0.key)=\($0.value)" }
        guard let process = spawn([program] + arguments, environment: pairs, input: nil, output: logFile) else {
            throw TestSupportError("\(program) could not be started: error \(errno)")
        }
        processID = process
        Watchdog.shared.watch(process, isServer: isServer)
    }

    deinit {
        send(SIGKILL)
        _ = reap(WEXITED)
    }

    package var output: String {
        FileManager.default.contents(atPath: logFile).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    package var lines: [Substring] {
        output.split(whereSeparator: \.isNewline)
    }

    package var isRunning: Bool { reap(WNOHANG) == nil }

    package func send(_ signal: Int32) {
        exit.withLock { exit in
            if exit == nil { _ = Glibc.kill(processID, signal) }
        }
    }

    /// Waits for a line of its output that holds the text.
    @discardableResult
    package func waitForLine(containing text: String, within deadline: Duration = .seconds(30)) async throws -> String {
        try await waitWhileRunning("a line with '\(text)'", deadline) {
            lines.first { $0.contains(text) }.map(String.init)
        }
    }

    /// Waits for a file that has something in it, such as the port that a server has chosen.
    package func waitForFile(_ path: String, within deadline: Duration = .seconds(30)) async throws -> String {
        try await waitWhileRunning("the file \(path)", deadline) {
            guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else { return nil }
            return String(decoding: data, as: UTF8.self)
        }
    }

    package func wait(within deadline: Duration = .seconds(30)) async throws -> Exit {
        try await eventually("the end of \(name)", within: deadline) { reap(WNOHANG) }
    }

    /// Asks it to end, and kills it if it does not.
    @discardableResult
    package func terminate(_ signal: Int32 = SIGTERM, within deadline: Duration = .seconds(20)) async throws -> Exit {
        send(signal)
        do {
            return try await wait(within: deadline)
        } catch {
            await kill()
            throw TestSupportError("\(name) did not end within \(deadline) of signal \(signal). Its output:\n\(output.suffix(4000))")
        }
    }

    /// SIGKILL, and waits for the end.
    package func kill() async {
        send(SIGKILL)
        _ = reap(WEXITED)
    }

    private func waitWhileRunning<Value>(_ what: String, _ deadline: Duration, _ value: () -> Value?) async throws -> Value {
        try await eventually("\(what) of \(name)", within: deadline) {
            if let value = value() { return value }
            guard isRunning else { throw TestSupportError("\(name) ended without \(what). Its output:\n\(output.suffix(4000))") }
            return nil
        }
    }

    /// - Parameter options: WNOHANG to look, WEXITED to wait.
    private func reap(_ options: Int32) -> Exit? {
        exit.withLock { exit in
            if let exit { return exit }
            var status: Int32 = 0
            guard waitpid(processID, &status, options == WNOHANG ? WNOHANG : 0) == processID else { return nil }
            let signal = status & 0x7F
            exit = signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
            Watchdog.shared.forget(processID)
            return exit
        }
    }
}

extension ChildProcess {
    /// Runs a program to its end.
    ///
    /// - Returns: its output.
    /// - Throws: with the output where it fails.
    @discardableResult
    package static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], within deadline: Duration = .seconds(60)
    ) async throws -> String {
        let process = try ChildProcess(program, arguments, environment: environment)
        let exit = try await process.wait(within: deadline)
        guard exit == .code(0) else { throw TestSupportError("\(process.name) ended with \(exit):\n\(process.output.suffix(4000))") }
        return process.output
    }
}
