import AgentDesk
import AgentReasoning
import AgentSessions
import Contracts
import LLM
import Masking
import Primitives
import Synchronization
import TestSupport
import Testing

@Suite("The account that is kept of an analysis")
struct AnalysisDeskTests {
    private static let request = AnalyzeRequest(
        alert: Alert(status: .firing, labels: ["alertname": "A"], annotations: ["note": "hunter2"], startsAt: DeskHarness.start), incidentID: "i1")

    private static let response = AnalyzeResponse(
        threadTs: "", analysis: "", analysisSummary: "s", analysisDetail: "", analysisQuality: .low, capabilities: Capabilities(),
        context: AnalysisContext(), rootCauses: [], evidence: [], impact: Impact(services: [], users: "", severity: "", urgency: ""))

    private static func desk(
        _ harness: DeskHarness, _ kept: Mutex<[AnalysisSession]>.Box, pipeline: @escaping AnalysisDesk.Pipeline
    ) -> AnalysisDesk {
        AnalysisDesk(
            pipeline: pipeline, ids: harness.ids, clock: .fixed(DeskHarness.start), price: harness.price, masker: harness.masker,
            tally: harness.tally,
            keep: { session in kept.value.withLock { $0.append(session) } })
    }

    @Test func `has the answer's id, what it cost, and passes on all events but the answer`() async throws {
        let harness = DeskHarness([.text("thought")])
        let kept = Mutex<[AnalysisSession]>.Box([])
        let seen = Mutex<[String]>.Box([])
        let desk = Self.desk(harness, kept) { _, masking, onEvent in
            #expect(masking.mask("hunter7 hunter2") == "[masked:custom#1] [masked:custom#2]")
            onEvent(.stage(.gathering))
            let request = ModelRequest(system: "", turns: [.user("q")], timeout: .seconds(1))
            if let reply = try? await harness.model.reply(to: request) {
                onEvent(.replied(ModelExchange(request: request, outcome: .success(reply), milliseconds: 1)))
            }
            onEvent(.answer(Self.response))
            return Self.response
        }
        let answer = await desk.analyze(Self.request) { event in seen.value.withLock { $0.append("\(event)".prefix { $0 != "(" }.description) } }
        let session = try #require(kept.value.withLock { $0 }.first)
        #expect(answer.analysisID == session.id.description)
        #expect(answer.usage.costUSD == 1)
        #expect(session.answer?.analysisID == answer.analysisID)
        #expect(session.outcome == .answered)
        // The same secret has the same number in the analysis and in its session.
        #expect(session.alert.annotations == ["note": "[masked:custom#2]"])
        #expect(seen.value.withLock { $0 } == ["stage", "replied"])
        #expect(harness.tally.sums.keys.map(\.incidentID) == ["i1"])
    }

    @Test func `says so where its caller went away`() async throws {
        let kept = Mutex<[AnalysisSession]>.Box([])
        let desk = Self.desk(DeskHarness([]), kept) { _, _, _ in
            try? await Task.sleep(for: .seconds(600))
            return Self.response
        }
        let task = Task { await desk.analyze(Self.request) }
        task.cancel()
        _ = await task.value
        let session = try #require(kept.value.withLock { $0 }.first)
        #expect(session.outcome == .abandoned)
        #expect(session.answer == nil)
    }
}

extension Mutex where Value: Sendable {
    /// A mutex that closures can share.
    final class Box: Sendable {
        let value: Mutex<Value>

        init(_ value: Value) {
            self.value = Mutex(value)
        }
    }
}
