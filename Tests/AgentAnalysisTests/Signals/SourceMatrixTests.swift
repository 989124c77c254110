import AgentDomain
import Contracts
import HTTPKit
import HTTPTypes
import Kubernetes
import Loki
import Primitives
import Prometheus
import SourceClient
import Tempo
import TestSupport
import Testing

@testable import AgentAnalysis

/// Every source, failing in every way, alone and together: an analysis comes, and says what it lacked.
@Suite("Failing sources")
struct SourceMatrixTests {
    enum Source: String, CaseIterable, Sendable {
        case kubernetes, podLogs, prometheus, tempo, loki
    }

    enum Fault: String, CaseIterable, Sendable {
        case down, slow, forbidden, rubbish, truncated, oversized
    }

    /// Which source has which fault.
    struct Row: Sendable, CustomTestStringConvertible {
        var faults: [Source: Fault]
        var testDescription: String { faults.map { "\($0.key.rawValue) \($0.value.rawValue)" }.sorted().joined(separator: ", ") }

        /// A program may well write what looks like a page, and a log of any length is cut: these are answers.
        static let all: [Row] =
            Source.allCases.flatMap { source in Fault.allCases.map { Row(faults: [source: $0]) } }
            .filter { ![.rubbish, .truncated, .oversized].contains($0.faults[.podLogs]) }
            + Fault.allCases.map { fault in
                Row(faults: Dictionary(uniqueKeysWithValues: Source.allCases.filter { $0 != .podLogs }.map { ($0, fault) }))
            }
    }

    /// Short, because silence is waited out.
    private static let timeout = Duration.milliseconds(400)

    @Test("cost an analysis what they would have told, and no more", arguments: Row.all)
    func matrix(row: Row) async throws {
        let response = try await analyze(row.faults)
        #expect(response.status == "success")
        let capabilities = response.capabilities
        let isClusterless = row.faults[.kubernetes] != nil
        for (source, state) in [
            (Source.kubernetes, capabilities.k8sCore), (.prometheus, capabilities.prometheus), (.tempo, capabilities.tempo),
            (.loki, capabilities.loki),
        ] {
            if source == .kubernetes, row.faults[.podLogs] != nil {
                #expect(state == .degraded)
            } else {
                #expect(state == (row.faults[source] == nil ? .ok : .unavailable), "\(source): \(response.warnings)")
            }
        }
        for source in row.faults.keys {
            let name = source == .podLogs ? "pods/log" : source == .kubernetes ? "pods" : source.rawValue
            #expect(response.missingData.contains { $0.lowercased().contains(name) }, "\(response.missingData)")
        }
        #expect(!response.warnings.isEmpty || row.faults.keys.contains(.podLogs))
        #expect(response.analysisQuality == (isClusterless ? .low : .medium))
        // Without the logs, what is wrong with the target is still told, though not why.
        let category = response.rootCauses.first?.category
        if row.faults[.podLogs] == nil {
            #expect(category == (isClusterless ? .inconclusive : .oomKilled))
        } else {
            #expect(category?.isVerdict == false)
        }
    }

    @Test("that are none cost nothing: everything is told")
    func healthy() async throws {
        let response = try await analyze([:])
        #expect(response.capabilities.k8sCore == .ok && response.capabilities.prometheus == .ok)
        #expect(response.capabilities.tempo == .ok && response.capabilities.loki == .ok)
        #expect(response.analysisQuality == .high, "\(response.missingData)")
        #expect(response.missingData.isEmpty, "\(response.missingData)")
        #expect(response.artifacts.contains { $0.type == "prometheus" })
        for stage in ["gather_metrics", "gather_traces", "gather_loki"] { #expect(response.timingsMs[stage] != nil) }
    }

    @Test("that aren't configured are said to be so, and are no gap")
    func notConfigured() async throws {
        let replay = try Replay("shop")
        let response = await replay.pipeline(withPrometheus: false).analyze(AnalyzeRequest(alert: Self.alert(replay)))
        #expect(response.capabilities.prometheus == .notConfigured)
        #expect(response.capabilities.tempo == .notConfigured && response.capabilities.loki == .notConfigured)
        #expect(response.analysisQuality == .high)
    }

    // MARK: The sources

    private static func alert(_ replay: Replay) -> Alert {
        replay.alert("KubeDeploymentReplicasMismatch", ["namespace": "shop", "deployment": "orders"])
    }

    private func analyze(_ faults: [Source: Fault]) async throws -> AnalyzeResponse {
        let replay = try Replay("shop", Self.clusterFaults(faults))
        let transport = try AsyncHTTPClientTransport()
        var servers: [Source: SimulatedServer] = [:]
        for source in [Source.prometheus, .tempo, .loki] {
            let fault = faults[source]
            servers[source] = try await SimulatedServer { Self.answer(to: $0, of: source, fault) }
        }
        func address(_ source: Source) -> String {
            // Nobody listens on the port of the TCP multiplexer.
            faults[source] == .down ? "http://127.0.0.1:1" : servers[source]?.address ?? ""
        }
        let isSlow = faults.values.contains(.slow)
        let timeout = isSlow ? Self.timeout : Duration.seconds(30)
        func client(_ source: Source) -> SourceClient {
            SourceClient(
                baseURL: address(source), transport: transport, timeout: faults[source] == .slow ? timeout : .seconds(30), maximumBytes: 1 << 20)
        }
        let pipeline = AgentPipeline(
            cluster: .client(
                KubernetesClient(
                    transport: replay.transport,
                    limits: .init(timeout: faults[.kubernetes] == .slow || faults[.podLogs] == .slow ? .seconds(2) : .seconds(30)))),
            prometheus: PrometheusClient(
                baseURL: address(.prometheus), transport: transport,
                limits: .init(timeout: faults[.prometheus] == .slow ? timeout : .seconds(30), responseBytes: 1 << 20)),
            tempo: TempoClient(client(.tempo)), loki: LokiClient(client(.loki)),
            settings: AnalysisSettings(limits: GatherLimits(deadline: .seconds(60))))
        let response = await pipeline.analyze(AnalyzeRequest(alert: Self.alert(replay)))
        await transport.shutdown()
        for server in servers.values { try await server.stop() }
        return response
    }

    private static func clusterFaults(_ faults: [Source: Fault]) -> [(text: String, fault: FaultyTransport.Fault)] {
        func fault(_ kind: Fault) -> FaultyTransport.Fault {
            switch kind {
            case .down: .broken(.connectFailed)
            case .slow: .silent
            case .forbidden: .refused(.forbidden, "no")
            case .rubbish: .body("<html>Sign in</html>")
            case .truncated: .broken(.disconnected)
            case .oversized: .broken(.tooLarge)
            }
        }
        return [faults[.podLogs].map { ("/log?", fault($0)) }, faults[.kubernetes].map { ("/api", fault($0)) }].compactMap(\.self)
    }

    private static func answer(to request: SimulatedServer.Request, of source: Source, _ fault: Fault?) -> SimulatedServer.Answer {
        switch fault {
        case .slow: .silence
        case .forbidden: .status(403, "no org id")
        case .rubbish: .ok("<html>Sign in</html>")
        case .truncated: .truncated(#"{"status":"succ"#)
        case .oversized: .oversized(megabytes: 2)
        case .down, nil: .ok(healthy(request.uri, source))
        }
    }

    private static func healthy(_ uri: String, _ source: Source) -> String {
        switch source {
        case .prometheus:
            if uri.contains("/label/") { return #"{"status":"success","data":["container_memory_working_set_bytes"]}"# }
            if uri.contains("/rules") { return #"{"status":"success","data":{"groups":[]}}"# }
            let metric = #"{"namespace":"shop","pod":"orders-585858c476-rnwf8","container":"orders"}"#
            return #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":\#(metric),"values":[[1795247000,"1000"]]}]}}"#
        case .tempo:
            if uri.contains("/search") { return #"{"traces":[{"traceID":"ab","rootServiceName":"orders","durationMs":3}]}"# }
            let span = #"{"spanId":"a","name":"GET","startTimeUnixNano":"1795247000000000000","endTimeUnixNano":"1795247000003000000"}"#
            let resource = #"{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]}"#
            return #"{"trace":{"resourceSpans":[{"resource":\#(resource),"scopeSpans":[{"spans":[\#(span)]}]}]}}"#
        case .loki:
            if uri.contains("/labels") { return #"{"status":"success","data":["namespace","pod","container"]}"# }
            let stream = #"{"namespace":"shop","pod":"orders-gone-1","container":"orders"}"#
            return
                #"{"status":"success","data":{"resultType":"streams","result":[{"stream":\#(stream),"values":[["1795247000000000000","hello"]]}]}}"#
        case .kubernetes, .podLogs:
            return ""
        }
    }
}
