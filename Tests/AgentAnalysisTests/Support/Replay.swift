import AgentAnalysis
import Contracts
import FoundationEssentials
import Kubernetes
import Primitives
import Prometheus
import Recording
import TestSupport

/// A recording, analysed in process.
struct Replay {
    let transport: FaultyTransport
    let recordedAt: Timestamp

    private let timeout: Duration

    init(_ name: String, _ faults: [(text: String, fault: FaultyTransport.Fault)] = [], timeout: Duration = .seconds(30)) throws {
        self.timeout = timeout
        let cluster = try RecordedCluster(directory: Recordings.path(name))
        transport = FaultyTransport(RecordedTransport(cluster), faults)
        recordedAt = cluster.recording.recordedAt
    }

    func pipeline(withPrometheus: Bool = true, settings: AnalysisSettings = AnalysisSettings()) -> AgentPipeline {
        AgentPipeline(
            cluster: .client(KubernetesClient(transport: transport, limits: .init(timeout: timeout))),
            prometheus: withPrometheus
                ? PrometheusClient(baseURL: Self.prometheus, transport: transport, limits: .init(timeout: .seconds(30))) : nil,
            settings: settings)
    }

    /// What was asked of the API server, in order.
    var clusterURLs: [String] { transport.urls.filter { !$0.hasPrefix(Self.prometheus) } }

    private static let prometheus = "http://127.0.0.1:9090"

    func analyze(_ alert: Alert) async -> AnalyzeResponse {
        await pipeline().analyze(AnalyzeRequest(alert: alert))
    }

    /// An alert that fires on labels of a namespace of its recording.
    func alert(_ name: String, _ labels: [String: String], generatorURL: String? = nil) -> Alert {
        Alert(
            status: .firing, labels: labels.merging(["alertname": name]) { $1 }, startsAt: recordedAt - .seconds(120),
            generatorURL: generatorURL)
    }

    /// The alerts of all webhooks of a recording, each once.
    static func alerts(of name: String) throws -> [Alert] {
        struct Webhook: Decodable {
            var alerts: [Alert]
        }
        var seen: Set<[String: String]> = []
        return try Recordings.webhooks(of: name).flatMap { try JSONDecoder().decode(Webhook.self, from: Data($0.body)).alerts }
            .filter { $0.status == .firing && seen.insert($0.labels).inserted }
    }
}
