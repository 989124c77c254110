import FoundationEssentials
import Glibc
import Testing

@testable import CommandLineApp

@Suite("A guarded process", .timeLimit(.minutes(1)))
struct GuardedProcessTests {
    private static func shell(_ script: String, in folder: String, grace: Duration = .seconds(5)) -> GuardedProcess {
        GuardedProcess(
            name: "sleeper", command: Command("/bin/sh", ["-c", "echo $$ > \(folder)/pid; \(script)"]), environment: ["PATH": "/usr/bin:/bin"],
            log: "\(folder)/log", grace: grace)
    }

    private static func pid(in folder: String) async throws -> pid_t {
        try await Waiting.until("no process", within: .seconds(20)) {
            (TextFile.contents(of: "\(folder)/pid")?.split(separator: "\n").first).flatMap { pid_t($0) }
        }
    }

    private static func waitUntilGone(_ pid: pid_t) async throws {
        try await Waiting.until("process \(pid) is still there", within: .seconds(20)) { kill(pid, 0) == 0 ? nil : true }
    }

    @Test("stops with the closure that needs it")
    func stops() async throws {
        try await Folders.withTemporary { folder in
            let pid = try await Self.shell("exec sleep 1000", in: folder).run { try await Self.pid(in: folder) }
            try await Self.waitUntilGone(pid)
        }
    }

    @Test("is given time to tidy up")
    func tidies() async throws {
        try await Folders.withTemporary { folder in
            _ = try await Self.shell("trap 'echo tidy; exit' TERM; while :; do sleep 0.05; done", in: folder).run { try await Self.pid(in: folder) }
            #expect(TextFile.contents(of: "\(folder)/log") == "tidy\n")
        }
    }

    @Test("is killed where it won't stop")
    func kills() async throws {
        try await Folders.withTemporary { folder in
            let process = Self.shell("trap '' TERM; while :; do sleep 0.05; done", in: folder, grace: .seconds(1))
            let pid = try await process.run { try await Self.pid(in: folder) }
            try await Self.waitUntilGone(pid)
        }
    }

    @Test("goes with a cancelled task")
    func cancelled() async throws {
        try await Folders.withTemporary { folder in
            let running = Task {
                try await Self.shell("exec sleep 1000", in: folder).run { try await Task.sleep(for: .seconds(1000)) }
            }
            let pid = try await Self.pid(in: folder)
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.value }
            try await Self.waitUntilGone(pid)
        }
    }

    @Test("ends the closure where it ends itself, and says what it printed last")
    func endsEarly() async throws {
        try await Folders.withTemporary { folder in
            let error = await #expect(throws: GuardedProcess.Ended.self) {
                try await Self.shell("echo first; echo 'no \u{1B}[31mport' >&2; exit 3", in: folder).run { try await Task.sleep(for: .seconds(1000)) }
            }
            #expect(error?.lastLines == ["first", "no \u{FFFD}[31mport"])
        }
    }
}
