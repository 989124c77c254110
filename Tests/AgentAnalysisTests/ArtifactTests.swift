import AgentDomain
import Contracts
import Primitives
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
