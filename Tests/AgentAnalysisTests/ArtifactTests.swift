import AgentDomain
import Contracts
import HTTPKit
import HTTPTypes
import Primitives
import Prometheus
import Testing

@testable import AgentAnalysis

@Suite("What is shown beside the findings")
struct ArtifactTests {
    @Test("is as many events and log lines as the settings allow, and says of how many")
    func bounds() async throws {
        let replay = try Replay("shop")
        let settings = AnalysisSettings(eventLimit: 3, logTailLines: 2)
        let request = AnalyzeRequest(alert: replay.alert("KubePodNotReady", ["namespace": "shop", "deployment": "orders"]))
        let artifacts = await replay.pipeline(settings: settings).analyze(request).artifacts
        let events = try #require(artifacts.first { $0.type == "events" })
        #expect(events.result.array?.count == 3)
        #expect(events.result.array?[0]["type"] == "Warning")
        #expect(events.summary.hasPrefix("26 events"))
        let logs = artifacts.filter { $0.type == "logs" }
        #expect(!logs.isEmpty)
        #expect(logs.allSatisfy { ($0.result.array?.count ?? 0) <= 2 })
        let curves = artifacts.filter { $0.type == "prometheus" }
        #expect(curves.contains { $0.query.hasPrefix("container_memory_working_set_bytes{namespace=\"shop\",pod=~\"") })
    }

    @Test("shows no credential")
    func masking() throws {
        var snapshot = ClusterSnapshot(now: Timestamp(microseconds: 0))
        let line = ContainerLog.Line(time: nil, text: "connecting to postgres://app:hunter2@db/x")
        snapshot.logs = [ContainerLog(namespace: "a", pod: "p", container: "c", isPrevious: false, content: .lines([line]))]
        let artifacts = ArtifactStage(eventLimit: 5, logTailLines: 5)(snapshot, namespace: "a")
        let log = try #require(artifacts.first?.result.array?.first?.string)
        #expect(!log.contains("hunter2"))
        #expect(log.contains("@db/x"))
    }
}

@Suite("Metrics")
struct MetricsGathererTests {
    private struct Canned: Transport {
        func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
            let body =
                #"{"status":"success","data":{"resultType":"matrix","result":["#
                + #"{"metric":{"pod":"a"},"values":[[1,"NaN"],[2,"+Inf"],[3,"7"]]},{"metric":{"pod":"b"},"values":[[1,"NaN"]]}]}}"#
            return OutboundResponse(status: .ok, body: Array(body.utf8))
        }
    }

    @Test("hold no number that JSON lacks")
    func finite() async {
        let gatherer = MetricsGatherer(client: PrometheusClient(baseURL: "http://p", transport: Canned()))
        let outcome = await gatherer.gather([MetricQuery(meaning: .restarts, expression: "up")], now: Timestamp(microseconds: 0))
        #expect(outcome.series.map(\.samples) == [[.init(time: Timestamp(microseconds: 3_000_000), value: 7)]])
        #expect(outcome.capability == .ok)
    }
}

@Suite("Queries to Prometheus")
struct MetricQueryTests {
    private let alert = Alert(
        status: .firing, labels: [:], startsAt: Timestamp(microseconds: 0), generatorURL: "http://p/graph?g0.expr=up%3D%3D0")

    @Test("name the pods, literally, and begin with the alert's own expression")
    func expressions() {
        let queries = MetricQuery.all(for: alert, pods: ["a-1", "b.c"], namespace: "shop", claim: nil)
        #expect(queries.first == MetricQuery(meaning: .alertExpression, expression: "up==0"))
        #expect(queries[1].expression == #"container_memory_working_set_bytes{namespace="shop",pod=~"a-1|b\\.c",container!=""}"#)
    }

    @Test("can't be broken out of by a label")
    func quoting() {
        let queries = MetricQuery.all(for: alert, pods: [], namespace: "a\"} or vector(1) #\\\n", claim: "x\"")
        #expect(queries[1].expression.hasPrefix(#"container_memory_working_set_bytes{namespace="a\"} or vector(1) #\\\n","#))
        #expect(queries.contains { $0.expression.hasSuffix(#"persistentvolumeclaim="x\""}"#) })
    }

    @Test("are the alert's own alone where it names no namespace")
    func clusterWide() {
        #expect(MetricQuery.all(for: alert, pods: [], namespace: nil, claim: nil).map(\.meaning) == [.alertExpression])
    }
}
