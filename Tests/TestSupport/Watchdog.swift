import FoundationEssentials
import Glibc
import Synchronization

/// A shell that waits for the end of this process, however it comes, and then ends what it had started and removes its folders.
///
/// It learns of the end by the end of its input: a pipe of which this process holds the other end.
package final class Watchdog: Sendable {
    package static let shared = Watchdog()

    private let pipe: Mutex<Int32>

    private static let script = """
        trap '' INT TERM HUP
        pids= servers= dirs=
        while read -r what arg; do
          case $what in
            pid) pids="$pids $arg" ;;
            server) servers="$servers $arg" ;;
            gone)
              kept=; for p in $pids; do [ "$p" = "$arg" ] || kept="$kept $p"; done; pids=$kept
              kept=; for p in $servers; do [ "$p" = "$arg" ] || kept="$kept $p"; done; servers=$kept ;;
            dir) dirs="$dirs $arg" ;;
          esac
        done
        for p in $pids; do kill -KILL "$p"; done
        for p in $servers; do kill -QUIT "$p"; done
        for p in $servers; do
          n=0; while kill -0 "$p" && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
          kill -KILL "$p"
        done
        for d in $dirs; do rm -rf "$d"; done
        """

    private init() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            preconditionFailure("no watchdog: error \(errno)")
        }
        let spawned = spawn(["/bin/sh", "-c", Self.script], environment: ["PATH=/usr/bin:/bin"], input: ends[0], output: "/dev/null")
        precondition(spawned != nil, "no watchdog: error \(errno)")
        close(ends[0])
        pipe = Mutex(ends[1])
    }

    /// - Parameter isServer: a PostgreSQL, which is asked to end at once (SIGQUIT) before it is killed.
    func watch(_ process: pid_t, isServer: Bool) {
        tell("\(isServer ? "server" : "pid") \(process)")
    }

    func forget(_ process: pid_t) {
        tell("gone \(process)")
    }

    func watch(directory: String) {
        tell("dir \(directory)")
    }

    private func tell(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        pipe.withLock { descriptor in
            let sent = send(descriptor, bytes, bytes.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
            precondition(sent == bytes.count, "the watchdog is gone")
        }
    }
}

/// Starts a program in a process group of its own, so that Ctrl-C in a terminal reaches the tests only.
///
/// - Parameters:
///   - input: a descriptor for its standard input; nil for none.
///   - output: the file that its output is appended to.
/// - Returns: nil where it could not be started.
func spawn(_ arguments: [String], environment: [String], input: Int32?, output: String) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
        posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Sockets above all: a program that holds a test's end of a connection keeps it open.
    // Some more than are open, for those that other threads open meanwhile; to close what isn't open is no error here.
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.compactMap { Int32($0) }.max() ?? 0
    for descriptor in 3...max(3, open) + 64 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    posix_spawnattr_setpgroup(&attributes, 0)
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    let argv = arguments.map { strdup($0) } + [nil]
    let envp = environment.map { strdup($0) } + [nil]
    defer {
        for text in argv + envp { free(text) }
    }
    var process = pid_t()
    guard let program = arguments.first, posix_spawnp(&process, program, &actions, &attributes, argv, envp) == 0 else { return nil }
    return process
}
