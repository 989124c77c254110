import Contracts
import FoundationEssentials
import HTTPKit
import Logging
import Primitives
import Recording
import ReplayAPI

/// The whole product on one machine: a recorded cluster, both services, a database of their own, and the alerts as they were posted.
struct Demo: Sendable {
    let recording: String
    let folder: DemoFolder
    let environment: [String: String]
    let terminal: Terminal
    let network: any Transport
    /// How long the diagnosis may take.
    var patience: Duration = .seconds(60)

    private var steps: StepLog { StepLog(terminal: terminal) }

    struct Undiagnosed: Error, CustomStringConvertible {
        var description: String
    }

    /// Starts everything, shows the diagnosis, and runs `stay` while all of it is still there.
    ///
    /// - Parameter stay: Given the address of the page to look at: the incident's, or the list of them.
    func run(stay: @escaping @Sendable (_ address: String) async throws -> Void) async throws {
        let cluster = try RecordedCluster(directory: recording)
        guard !cluster.recording.webhooks.isEmpty else { throw Undiagnosed(description: "\(recording) holds no webhooks to post") }
        let name = URL(filePath: recording).lastPathComponent
        StandardOutput.line(terminal.styled("whence demo", .bold) + ": the recording '\(name)' of \(cluster.recording.recordedAt)\n")
        defer { folder.clean() }

        let start = ContinuousClock.now
        let database = try DemoPostgres(in: folder, environment: environment)
        try await database.run {
            steps.done("PostgreSQL \(database.version) of its own, on a Unix socket", since: start)
            try await withReplay(of: cluster) { replay in
                try await withServices(database: database.url, replay: replay) { ingest in
                    let incidents = try await diagnose(cluster, IngestClient(address: ingest, network: network))
                    try await stay(incidents.count == 1 ? "\(ingest)/incidents/\(incidents[0].incident.id)" : ingest)
                }
            }
        }
    }

    private func withReplay(of cluster: RecordedCluster, body: @escaping @Sendable (_ address: String) async throws -> Void) async throws {
        let start = ContinuousClock.now
        var logger = Logger(label: "whence.demo.replay")
        // That its connections are cut at the end is how the demo ends.
        logger.logLevel = .critical
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = ReplayServer(cluster: cluster, logger: logger) { port in continuation.yield(port) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run()
                try Task.checkCancellation()
                throw Undiagnosed(description: "the replayed cluster ended")
            }
            group.addTask {
                for await port in ports {
                    let address = "http://127.0.0.1:\(port)"
                    steps.done("the recorded cluster, replayed on \(address)", since: start)
                    try await body(address)
                    return
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func withServices(
        database: String, replay: String, body: @escaping @Sendable (_ ingest: String) async throws -> Void
    ) async throws {
        let kubeconfig = "\(folder.path)/kubeconfig"
        try Data(ReplayKubeconfig.text(server: replay, namespace: "default").utf8).write(to: URL(filePath: kubeconfig))
        let agent = DemoService(
            name: "whence-agent", settings: ["KUBECONFIG": kubeconfig, "PROMETHEUS_URL": replay], folder: folder, network: network)
        let start = ContinuousClock.now
        try await agent.run { agentAddress in
            steps.done("whence-agent on \(agentAddress)", since: start)
            let ingest = DemoService(
                name: "whence-ingest", settings: ["DATABASE_URL": database, "AGENT_URL": agentAddress], folder: folder, network: network)
            let start = ContinuousClock.now
            try await ingest.run { address in
                steps.done("whence-ingest on \(address)", since: start)
                try await body(address)
            }
        }
    }

    private func diagnose(_ cluster: RecordedCluster, _ ingest: IngestClient) async throws -> [IncidentDetail] {
        let start = ContinuousClock.now
        _ = try await steps.step({ Self.summary(of: $0) }) {
            var receipts: [IngestClient.Receipt] = []
            for webhook in cluster.recording.webhooks {
                receipts.append(try await ingest.post(webhook: webhook.body, named: webhook.name))
            }
            return receipts
        }
        // Without the file any number of incidents will do; one that can't be read is an error.
        let path = "\(recording)/expected.json"
        let expected = FileManager.default.fileExists(atPath: path) ? try ExpectedCauses.read(path) : nil
        let incidents = try await settled(ingest, expecting: expected?.incidents)
        steps.done("\(Wording.count(incidents.count, "incident")), every cause found", since: start)
        for detail in incidents {
            StandardOutput.line()
            StandardOutput.line(IncidentReport(detail: detail, terminal: terminal).text)
        }
        StandardOutput.line()
        return incidents
    }

    private static func summary(of receipts: [IngestClient.Receipt]) -> String {
        "\(Wording.count(receipts.count, "webhook")) with \(Wording.count(receipts.reduce(0) { $0 + $1.alerts }, "alert")) taken"
    }

    /// Waits until every analysis is done and every incident has its cause.
    private func settled(_ ingest: IngestClient, expecting count: Int?) async throws -> [IncidentDetail] {
        var last: [IncidentDetail] = []
        do {
            return try await Waiting.until("no diagnosis", within: patience, every: .milliseconds(50)) {
                last = try await ingest.openIncidents()
                let isDone = !last.isEmpty && last.allSatisfy { $0.isSettled && $0.isDiagnosed } && (count.map { $0 == last.count } ?? true)
                return isDone ? last : nil
            }
        } catch let error as NotInTime {
            throw Undiagnosed(description: "\(error): \(Self.state(of: last)). The services' logs are in \(folder.logs)")
        }
    }

    private static func state(of incidents: [IncidentDetail]) -> String {
        guard !incidents.isEmpty else { return "there is no open incident" }
        let lines = incidents.map { detail in
            let jobs = Dictionary(grouping: detail.jobs, by: \.state).map { "\($1.count) \($0)" }.sorted().joined(separator: ", ")
            let errors = Set(detail.jobs.compactMap(\.error)).sorted().prefix(2)
            return ([detail.incident.title, detail.incident.cause?.category.rawValue ?? "no cause", "jobs \(jobs)"] + errors).joined(separator: ", ")
        }
        return lines.joined(separator: "; ")
    }
}
