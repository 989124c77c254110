import AgentDesk
import AgentReasoning
import AgentSessions
import Contracts
import LLM
import Primitives
import TestSupport
import Testing

@Suite("The account of an incident")
struct SummaryDeskTests {
    private static let began = Timestamp(rfc3339: "2026-11-21T07:42:39Z") ?? DeskHarness.start
    private static let ended = Timestamp(rfc3339: "2026-11-21T08:12:39Z") ?? DeskHarness.start

    private static var request: SummarizeIncidentRequest {
        let cause = RootCause(
            category: .oomKilled, title: "orders-db is killed for its memory",
            object: ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db"),
            confidence: 0.9, explanation: "Its limit is 512Mi; token hunter2.", evidence: ["E1"])
        return SummarizeIncidentRequest(
            incidentID: "i1", title: "orders", severity: "critical", firedAt: began, resolvedAt: ended,
            alerts: [
                SummarizedAlert(
                    fingerprint: "f", alertName: "KubePodCrashLooping", severity: "critical", status: .resolved, startsAt: began, endsAt: ended,
                    analysisSummary: "Out of memory.", rootCauses: [cause])
            ], resolution: "Raised the limit.", resolvedBy: "ana")
    }

    private static func account(
        at: String = "2026-11-21T07:42:39Z", cause: String = "`orders-db` had a limit of 512Mi.", impact: String = "Orders failed."
    ) -> ScriptedModel.Line {
        .text(
            """
            ```json
            {"title":"`orders-db` ran out of memory","summary":"It was killed for 30 min.","timeline":[{"at":"\(at)","text":"The alert fired."}],
            "impact":"\(impact)","root_cause":"\(cause)","resolution":"ana raised the limit.","prevention":["Alert on memory <b>early</b>."]}
            ```
            """)
    }

    @Test func `is a model's where it tells only what was given`() async {
        let harness = DeskHarness([Self.account()])
        let response = await harness.summaries().summarize(Self.request)
        #expect(response.engine == .llm)
        #expect(response.title == "orders-db ran out of memory")
        #expect(response.model == "local/scripted")
        #expect(response.usage?.costUSD == 1)
        #expect(response.warnings == nil)
        for part in ["### Timeline", "- 2026-11-21T07:42:39Z: The alert fired.", "### Root cause", "`orders-db`", "### Prevention", "&lt;b&gt;"] {
            #expect(response.detail.contains(part), "\(response.detail)")
        }
        #expect(!"\(harness.model.requests)".contains("hunter2"))
        #expect(harness.tally.sums.keys.map(\.purpose) == [.summary])
    }

    @Test(
        arguments: [
            account(at: "2026-11-21T07:50:00Z"), account(at: "soon"), account(cause: "`payments-db` was full."),
            account(cause: "The limit was 2048Mi."),
            account(impact: "Until 2026-11-21T09:00:00Z orders failed."), .text("I can't."), .text(#"{"title":"x"}"#), .refusal("no"),
            .failure(.overloaded), .failure(.budgetSpent),
        ])
    func `is the rules' where the model's tells more, or can't be read, or isn't there`(line: ScriptedModel.Line) async {
        let harness = DeskHarness([line])
        let response = await harness.summaries().summarize(Self.request)
        #expect(response.engine == .rules)
        #expect(response.summary == "by rules")
        #expect(response.warnings?.count == 1)
        #expect(response.warnings?.first?.hasSuffix("The rules' account stands.") == true)
        #expect(harness.model.requests.count <= 2)
    }

    @Test(
        arguments: [
            "x`![a](https://evil.example)``", "`[a](https://evil.example)", "``[a](https://evil.example)`", "x```[a](https://evil.example)``",
            "`x``[a](https://evil.example)`", "x`y``[a](https://evil.example)```", "https:``//evil.example [a](x)", "\\`[a](https://evil.example)`",
        ])
    func `holds no live link, however its backticks are set`(impact: String) async {
        let text = impact.replacing("\\", with: "\\\\")
        var request = Self.request
        request.resolution = impact
        let response = await DeskHarness([Self.account(impact: text)]).summaries().summarize(request)
        #expect(response.engine == .llm)
        #expect(!CodeSpans.removed(from: response.detail).contains("]("), "\(response.detail)")
        #expect(!CodeSpans.removed(from: response.detail).contains("https://"), "\(response.detail)")
    }

    @Test func `is asked for again once, with what was wrong`() async {
        let harness = DeskHarness([Self.account(cause: "`payments-db` was full."), Self.account()])
        let response = await harness.summaries().summarize(Self.request)
        #expect(response.engine == .llm)
        guard case .user(let complaint)? = harness.model.requests.last?.turns.last else { return #expect(Bool(false)) }
        #expect(complaint.contains("payments-db"))
    }

    @Test func `is the rules' without a model, and costs nothing`() async {
        let harness = DeskHarness([])
        let response = await harness.summaries(hasModel: false).summarize(Self.request)
        #expect(response.engine == .rules)
        #expect(response.usage == nil)
        #expect(harness.model.requests.isEmpty)
    }
}
