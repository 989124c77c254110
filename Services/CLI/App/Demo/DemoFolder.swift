import FoundationEssentials
import Glibc

/// The demo's folder: taken by one run at a time, and emptied at its start, whatever the last run left there.
final class DemoFolder: Sendable {
    let path: String
    /// Where the services write what they log.
    let logs: String
    private let lock: Int32

    /// - Parameter path: `.local/demo` of the project.
    /// - Throws: Where another run holds it.
    init(path: String) async throws {
        let manager = FileManager.default
        let absolute = path.hasPrefix("/") ? path : "\(manager.currentDirectoryPath)/\(path)"
        self.path = absolute
        logs = "\(absolute)/logs"
        do {
            try manager.createDirectory(atPath: absolute, withIntermediateDirectories: true)
        } catch {
            throw FileError(path: absolute, problem: "can't be created: \(error)")
        }
        // The lock goes with the process that holds it, however that ends.
        lock = open("\(absolute)/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw FileError(path: "\(absolute)/lock", problem: "can't be opened") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw FileError(path: absolute, problem: "is in use by another demo: stop that one, or name another folder with --folder")
        }
        // A run that was killed leaves its guards a moment of work: they stop what it had started.
        try await Waiting.until("\(absolute) isn't left by the programs of an earlier run", within: .seconds(15), every: .milliseconds(100)) {
            try Self.isInUse(absolute) ? nil : Self.empty(absolute)
        }
        do {
            try manager.createDirectory(atPath: logs, withIntermediateDirectories: true)
        } catch {
            throw FileError(path: logs, problem: "can't be created: \(error)")
        }
    }

    deinit {
        close(lock)
    }

    /// Whether a PostgreSQL of an earlier run works there still.
    private static func isInUse(_ path: String) -> Bool {
        guard let line = TextFile.contents(of: "\(path)/postgres/data/postmaster.pid")?.split(separator: "\n").first, let pid = pid_t(line)
        else { return false }
        return kill(pid, 0) == 0
    }

    /// - Returns: nil where something is put there meanwhile.
    private static func empty(_ path: String) throws -> Bool? {
        let manager = FileManager.default
        do {
            for name in try manager.contentsOfDirectory(atPath: path) where name != "lock" {
                try manager.removeItem(atPath: "\(path)/\(name)")
            }
            return true
        } catch let error as CocoaError where error.code == .fileWriteNoPermission && !SystemUser.isRoot {
            throw FileError(path: path, problem: "can't be emptied: \(error)")
        } catch {
            return nil
        }
    }

    /// Leaves the logs, and nothing of the database.
    func clean() {
        for name in ["postgres", "kubeconfig"] {
            // It is emptied again by the next run.
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }
}
