import ArgumentParser
import FoundationEssentials
import HTTPKit
import UnixSignals

/// `whence demo`: an incident, diagnosed before your eyes.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See a recorded incident diagnosed by the real services.",
        discussion: """
            Starts a PostgreSQL of its own, the recorded cluster, whence-agent and whence-ingest, all on this machine and for \
            nobody else, posts what Alertmanager posted then, and shows the incident that comes of it. Everything stops with \
            this program.

            Exit codes: 0 every alert's cause was found; 1 it wasn't, or something couldn't be started.
            """)

    @Option(help: ArgumentHelp("The recording to play.", valueName: "dir"))
    var recording = "Tests/Recordings/shop"

    @Option(help: ArgumentHelp("Where the database and the logs are kept meanwhile.", valueName: "dir"))
    var folder = ".local/demo"

    @Flag(help: "Print the diagnosis and stop.")
    var once = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let terminal = Terminal.detect(environment: environment)
        let folder = try await DemoFolder(path: folder)
        let signals = await UnixSignalsSequence(trapping: [.sigint, .sigterm, .sighup])
        let (recording, isOnce) = (recording, once)
        let outcome = try await Network.use { network in
            let demo = Demo(recording: recording, folder: folder, environment: environment, terminal: terminal, network: network)
            return await Self.outcome(stoppedBy: signals) {
                try await demo.run { address in
                    StandardOutput.line("  \(terminal.styled(address, .bold))")
                    guard !isOnce else { return }
                    StandardOutput.line("  Ctrl-C ends it")
                    try await Task.sleep(for: .seconds(365 * 86_400))
                }
            }
        }
        switch outcome {
        case .finished, .interrupted: return
        case .failed(let error):
            StandardError.line("whence demo: \(error)")
            throw ExitCode.failure
        }
    }

    private enum Outcome: Sendable {
        case finished, interrupted
        case failed(any Error)
    }

    /// Runs `work` until it ends or a signal comes. Everything that it has started is gone when this returns.
    private static func outcome(
        stoppedBy signals: UnixSignalsSequence, _ work: @escaping @Sendable () async throws -> Void
    ) async -> Outcome {
        await withTaskGroup(of: Outcome.self) { group in
            group.addTask {
                do {
                    try await work()
                    return .finished
                } catch {
                    return .failed(error)
                }
            }
            group.addTask {
                for await _ in signals { return .interrupted }
                return .interrupted
            }
            let first = await group.next() ?? .interrupted
            group.cancelAll()
            await group.waitForAll()
            return first
        }
    }
}
