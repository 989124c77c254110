import ArgumentParser
import FoundationEssentials
import HTTPKit
import Primitives
import Settings

/// `whence jobs`: what failed for good, and another chance for it.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Look at the queue of analyses, and decide about those that failed for good.",
        discussion: """
            Asks a running whence-ingest: at WHENCE_URL, with the token in WHENCE_TOKEN where access control is on. Listing takes the role viewer,
            deciding the role responder.
            """,
        subcommands: [List.self, Replay.self, Discard.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the queue's numbers and the dead letters, the newest first.")

        @OptionGroup var service: ServiceOptions

        @Option(help: "How many dead letters to show, 1 to 200.")
        var limit = 50

        func validate() throws {
            guard (1...200).contains(limit) else { throw ValidationError("--limit must be 1 to 200.") }
        }

        func run() async throws {
            let terminal = Terminal.detect(environment: ProcessInfo.processInfo.environment)
            try await service.use { client in
                let report = QueueReport(overview: try await client.overview(), letters: try await client.deadLetters(limit: limit))
                StandardOutput.line(report.text(terminal))
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give dead jobs all their attempts again.")

        @OptionGroup var service: ServiceOptions

        @Argument(help: "Ids of dead jobs, as `whence jobs list` shows them.")
        var ids: [Int64] = []

        @Flag(help: "All of them.")
        var all = false

        func validate() throws {
            guard all == ids.isEmpty else { throw ValidationError("Name the jobs by their ids, or say --all.") }
        }

        func run() async throws {
            try await service.use { client in
                for id in ids { try await client.replay(id) }
                let count = all ? try await client.replayAll() : ids.count
                StandardOutput.line("Queued again: \(count).")
            }
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Decide that dead jobs aren't needed any more.")

        @OptionGroup var service: ServiceOptions

        @Argument(help: "Ids of dead jobs, as `whence jobs list` shows them.")
        var ids: [Int64]

        func run() async throws {
            try await service.use { client in
                for id in ids { try await client.discard(id) }
                StandardOutput.line("Discarded: \(ids.count).")
            }
        }
    }
}

/// Which running service a command asks, and as whom.
struct ServiceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where whence-ingest is; WHENCE_URL by default, else http://127.0.0.1:8080.", valueName: "url"))
    var url: String?

    /// Runs a body with a client. The token comes from the environment alone: a command line is seen by everybody on the machine.
    func use(_ body: (QueueClient) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        let text = url ?? environment["WHENCE_URL"].flatMap { $0.isEmpty ? nil : $0 } ?? "http://127.0.0.1:8080"
        guard let address = ServerURL(text) else {
            throw ValidationError("'\(text)' is not an http or https URL without credentials, query or fragment.")
        }
        let token = environment["WHENCE_TOKEN"].flatMap { $0.isEmpty ? nil : Secret($0) }
        try await Network.use { network in
            try await body(QueueClient(address: address.text, token: token, network: network))
        }
    }
}
