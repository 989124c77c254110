import ArgumentParser
import Contracts
import FoundationEssentials
import Glibc
import Kubernetes
import Masking
import Primitives
import Prometheus
import Recording
import ServerKit
import Settings

/// `whence analyze`: one alert, its cause, on paper.
struct AnalyzeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Find the root cause of an alert.",
        discussion: """
            FILE holds what Alertmanager posted, one alert of it, or a request to the agent. Of a webhook each firing alert is \
            analysed. The analysis is made by an agent (--agent), from a recording (--recording), or by this process against a \
            live cluster, which it only reads. An agent that asks for a token gets that in AGENT_TOKEN. An analysis of this process masks secrets by the settings MASKING_… of the environment.

            Exit codes: 0 a cause was found, or nothing is wrong; 3 the evidence doesn't decide; 1 there was no analysis; \
            64 the command line is wrong.
            """)

    @Option(help: ArgumentHelp("The alert; - reads standard input.", valueName: "file"))
    var alert: String

    @Option(help: ArgumentHelp("Ask the agent at this address.", valueName: "url"))
    var agent: String?

    @Option(help: ArgumentHelp("Look into a recording instead of a live cluster.", valueName: "dir"))
    var recording: String?

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Print the agent's answer as JSON; an array where the file holds several alerts.")
    var json = false

    @Option(help: ArgumentHelp("Seconds that an analysis may take.", valueName: "seconds"))
    var timeout = 60

    func validate() throws {
        if agent != nil, recording != nil { throw ValidationError("Use either --agent or --recording.") }
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout takes 1 to 3600 seconds.") }
    }

    func run() async throws {
        let requests: [AnalyzeRequest]
        do throws(AlertInput.Unreadable) {
            requests = try AlertInput.requests(parsing: try AlertInput.read(alert))
        } catch {
            throw AlertInput.Unreadable(description: "\(alert == "-" ? "standard input" : alert): \(error)")
        }
        let responses = try await withAnalyzer { analyzer in
            var responses: [AnalyzeResponse] = []
            for request in requests { responses.append(try await analyzer.analyze(request)) }
            return responses
        }
        if json {
            StandardOutput.line(try Self.json(responses))
        } else {
            let terminal = Terminal.detect(environment: ProcessInfo.processInfo.environment)
            let reports = zip(requests, responses).map { AnalysisReport(alert: $0.alert, analysis: $1, terminal: terminal).text }
            StandardOutput.line(reports.joined(separator: "\n\n" + terminal.styled(String(repeating: "─", count: terminal.width), .dim) + "\n\n"))
        }
        let isUndecided = responses.contains { $0.rootCauses.first.map { $0.category == .inconclusive } ?? true }
        if isUndecided { throw ExitCode(3) }
    }

    private static func json(_ responses: [AnalyzeResponse]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = responses.count == 1 ? try encoder.encode(responses[0]) : try encoder.encode(responses)
        return String(decoding: data, as: UTF8.self)
    }

    private func withAnalyzer<Result>(_ body: (Analyzer) async throws -> Result) async throws -> Result {
        if let agent {
            guard let url = ServerURL(agent) else { throw ValidationError("'\(agent)' is no address of an agent, such as http://localhost:8000.") }
            // From the environment alone: a command line is seen by everybody on the machine.
            // Of several, as the agent may have them, any will do.
            let token = ProcessInfo.processInfo.environment["AGENT_TOKEN"]?.split(separator: ",").first.map { Secret(String($0)) }
            return try await Network.use { try await body(.agent(url.text, token: token, transport: $0, timeout: .seconds(timeout))) }
        }
        let environment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("MASKING_") }
        let masker = Masker(try MaskingSettings.load(environment: environment).options)
        if let recording { return try await body(.recording(try RecordedCluster(directory: recording), masker: masker)) }
        let access = try cluster.access()
        let prometheus = try cluster.prometheusURL()
        return try await Network.use { network in
            try await Network.use(access) { client in
                let prometheus = prometheus.map { PrometheusClient(baseURL: $0.text, transport: network) }
                return try await body(.pipeline(client, prometheus: prometheus, masker: masker))
            }
        }
    }
}

extension AlertInput {
    /// - Parameter path: `-` for standard input.
    static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable(description: "there is no such file, or it may not be read") }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Unreadable(description: "it can't be read") }
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
            guard bytes.count <= maximumBytes else { throw Unreadable(description: "it is larger than \(maximumBytes >> 20) MiB") }
        }
    }
}
