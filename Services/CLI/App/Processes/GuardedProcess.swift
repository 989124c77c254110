import Subprocess
import SystemPackage

/// A program that runs for as long as a closure does, and that never outlives this process: not even where this process is killed.
///
/// Between the two stands a shell that holds the reading end of a pipe. When the pipe closes, whoever closed it and for whatever reason,
/// the shell stops the program, and kills it where it won't stop.
struct GuardedProcess: Sendable {
    var name: String
    var command: Command
    /// All of it: nothing is inherited.
    var environment: [String: String] = [:]
    /// What it prints is appended to this file.
    var log: String
    var stopSignal = "TERM"
    /// How long it may take to stop before it is killed.
    var grace: Duration = .seconds(5)

    /// It ended while it was needed.
    struct Ended: Error, CustomStringConvertible {
        var name: String
        var log: String
        /// The end of what it printed.
        var lastLines: [String]

        var description: String {
            ([lastLines.isEmpty ? "\(name) ended" : "\(name) ended; its last words (\(log)):"] + lastLines.map { "  \($0)" }).joined(separator: "\n")
        }
    }

    /// - Throws: ``Ended`` where the program ends before the closure does, and what the closure throws.
    func run<Result: Sendable>(while body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let result = try await Subprocess.run(configuration, input: .inputWriter, output: .sequence, error: .discarded) { execution in
            try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    // Nothing is printed there; that it closes says that the program has ended.
                    for try await _ in execution.standardOutput {}
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let result = first else {
                    try Task.checkCancellation()
                    throw ended
                }
                return result
            }
        }
        return result.closureResult
    }

    /// Waits for a program that ends by itself.
    ///
    /// - Throws: ``Ended`` where it fails.
    func runToEnd() async throws {
        let result = try await Subprocess.run(configuration, input: .inputWriter, output: .sequence, error: .discarded) { execution in
            for try await _ in execution.standardOutput {}
        }
        try Task.checkCancellation()
        guard result.terminationStatus.isSuccess else { throw ended }
    }

    private var ended: Ended { Ended(name: name, log: log, lastLines: TextFile.lastLines(of: log, count: 12)) }

    private var configuration: Configuration {
        var options = PlatformOptions()
        // A group of its own: Ctrl-C at the terminal is this process' to answer.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: grace + .seconds(2))]
        return Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments(
                ["-c", Self.script, "guard", log, stopSignal, "\(grace.components.seconds)", command.executable] + command.arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })),
            platformOptions: options)
    }

    /// The guard. It ends with its program, and its program with it.
    private static let script = """
        log=$1 signal=$2 grace=$3
        shift 3
        exec 3<&0 </dev/null
        "$@" >>"$log" 2>&1 3<&- &
        program=$!
        stop() {
            kill -"$signal" "$program" 2>/dev/null
            waited=0
            while kill -0 "$program" 2>/dev/null; do
                if [ "$waited" -ge $((grace * 10)) ]; then kill -KILL "$program" 2>/dev/null; break; fi
                sleep 0.1
                waited=$((waited + 1))
            done
        }
        (
            trap '' INT HUP
            while read -r line <&3; do :; done
            trap '' TERM
            stop
        ) >/dev/null &
        watcher=$!
        exec 3<&-
        trap stop INT HUP TERM
        while :; do
            wait "$program"
            status=$?
            kill -0 "$program" 2>/dev/null || break
        done
        kill -TERM "$watcher" 2>/dev/null
        wait "$watcher"
        exit "$status"
        """
}
