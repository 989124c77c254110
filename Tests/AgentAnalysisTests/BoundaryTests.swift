import AgentDomain
import Contracts
import Masking
import Primitives
import Testing

@testable import AgentAnalysis

/// What leaves an analysis has passed the boundary.
@Suite struct BoundaryTests {
    @Test func whatSourcesSayInWordsIsMasked() {
        let failed = TraceSpan(
            service: "orders", name: "GET", start: Timestamp(microseconds: 0), duration: .seconds(1), isFailed: true,
            message: String(repeating: "x", count: 280) + " dial postgres://app:hunter2@db failed")
        var context = GatheredContext(
            snapshot: ClusterSnapshot(now: Timestamp(microseconds: 0)), capabilities: Capabilities(), warnings: ["redis://:hunter2@cache is away"])
        context.snapshot.failures = [ReadFailure(verb: "list", resource: "pods", namespace: nil, reason: .unavailable, message: "password=hunter2")]
        context.snapshot.gaps = [SourceGap(.loki, "No logs: https://app:hunter2@loki answers 500")]
        context.snapshot.traces = [
            RequestTrace(
                id: "a", query: "", rootService: "web", rootName: "GET /?token=hunter2hunter2A", start: Timestamp(microseconds: 0),
                duration: .seconds(2),
                spanCount: 2, criticalPath: [failed], slowest: [failed], failing: [failed],
                blame: RequestTrace.Blame(fault: .failed, service: "orders", isTraced: true, span: failed, share: 1))
        ]
        context.mask(with: Masker.standard.session())
        #expect(context.warnings == ["redis://:[masked:password#1]@cache is away"])
        #expect(context.snapshot.failures[0].message == "password=[masked:password#1]")
        #expect(context.snapshot.gaps[0].text == "No logs: https://app:[masked:password#1]@loki answers 500")
        #expect(!"\(context.snapshot.traces)".contains("hunter2"))
        #expect((context.snapshot.traces[0].failing[0].message?.count ?? 0) <= 300)
    }

    @Test func everyTextOfAnAnswerIsMasked() {
        let secret = "postgres://app:hunter2@db"
        let cause = RootCause(category: .oomKilled, title: secret, object: nil, confidence: 1, explanation: secret, evidence: [])
        let answer = AnalyzeResponse(
            threadTs: "t", analysis: secret, analysisSummary: secret, analysisDetail: secret, analysisQuality: .high, missingData: [secret],
            warnings: [secret], capabilities: Capabilities(), context: AnalysisContext(),
            artifacts: [Artifact(type: "logs", query: secret, result: ["password": "hunter2", "lines": [.string(secret)]], summary: secret)],
            rootCauses: [cause], disagreement: Disagreement(engine: .llm, cause: cause, reason: secret),
            evidence: [EvidenceItem(id: "E1", source: "logs", query: secret, object: nil, observedAt: nil, text: secret)],
            changes: [
                Change(
                    object: ObjectReference(kind: "Pod", namespace: nil, name: "a"), at: nil, field: "x", from: secret, to: secret, summary: secret)
            ],
            recommendations: [Recommendation(kind: .fix, text: secret, command: secret)],
            impact: Impact(services: ["a"], users: secret, severity: "high", urgency: "high"))
        let masked = answer.masked(with: Masker.standard.session())
        #expect(!"\(masked)".contains("hunter2"))
        #expect(masked.analysis == "postgres://app:[masked:password#1]@db")
        #expect(masked.artifacts[0].result["password"] == "[masked:password#1]")
        #expect(masked.threadTs == "t" && masked.impact.services == ["a"])
    }

    @Test func equalSecretsStayEqualInOneAnalysisAndNumbersBeginAnewInTheNext() async throws {
        for _ in 0..<2 {
            let replay = try Replay("rollout")
            let response = await replay.analyze(replay.alert("KubePodCrashLooping", ["namespace": "rollout"]))
            #expect(!"\(response)".contains("hunter2"))
            #expect(!"\(response)".contains("[masked:password#2]"))
        }
    }
}
