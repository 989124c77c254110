import Contracts
import IngestDomain
import IngestWeb
import Primitives
import Testing

@Suite struct IncidentPageTests {
    private func render(_ detail: IncidentDetail) -> String {
        IncidentPage(detail: detail, now: Sample.now).document.render(nonce: "n").description
    }

    @Test(arguments: [
        "<h1>orders-db is OOMKilled</h1>", "open</span>", "critical</span>", "Three workloads suffer from one database.", "<code>oom_killed</code>",
        "StatefulSet shop/orders-db (container db)", "95 %", "It needs more than 64Mi.", ##"<a href="#a1-E2">E2</a>"##, #"id="a1-E2" open"#,
        "<pre>Last state: OOMKilled</pre>", "<code>kubectl get --raw &#39;/api/v1/pods/x?a&lt;b&#39;</code>", "Raise the limit.",
        "kubectl -n shop set resources …",
        "medium risk", "about 5 min", "The memory limit was halved.", "<code>128Mi</code> → <code>64Mi</code>", "Orders fail.", "No metrics.",
        #"<a href="/alerts/00ff?cluster=lab">KubePodCrashLooping</a>"#, #"<time datetime="2026-11-21T06:41:40Z">2026-11-21 06:41:40 UTC</time>"#,
        "1 h 1 min", "in 18 ms",
    ])
    func `the page says what happened, why, how that is known and what to do`(text: String) {
        #expect(render(Sample.detail()).contains(text))
    }

    @Test func `an incident that flaps says until when, and one that doesn't says nothing`() {
        var summary = Sample.summary()
        #expect(!render(Sample.detail(summary)).contains("flap"))
        summary.flappingUntil = Sample.now + .seconds(600)
        let page = render(Sample.detail(summary))
        #expect(page.contains("flapping</span>"))
        #expect(page.contains("An alert of it flaps.") && page.contains("2026-11-21T07:53:20Z"))
    }

    @Test func `a cause is headed where the page isn't headed with it`() {
        #expect(!render(Sample.detail()).contains("<h3>orders-db is OOMKilled</h3>"))
        #expect(render(Sample.detail(Sample.summary(title: "Checkout is slow"))).contains("<h3>orders-db is OOMKilled</h3>"))
    }

    @Test(arguments: [(CauseCategory.inconclusive, "cause undecided"), (.healthy, "cause verdict"), (.oomKilled, "card cause\"")])
    func `what isn't decided looks neither healthy nor like a fault`(category: CauseCategory, style: String) {
        var cause = Sample.cause
        cause.category = category
        #expect(render(Sample.detail(analyses: [Sample.analysis(rootCauses: [cause])])).contains(style))
    }

    private func job(_ state: JobState, attempts: Int = 0, _ reason: WaitingReason? = nil) -> JobDetail {
        JobDetail(
            id: JobID(1), kind: .analyze, state: state, alertName: "A", subject: "", attempts: attempts, createdAt: Sample.now, dueAt: nil,
            waitingReason: reason, error: nil)
    }

    @Test func `a page asks for itself again while that is a matter of moments, and has a link where it may take hours`() {
        for job in [job(.running), job(.queued), job(.queued, .turn)] {
            let page = render(Sample.detail(jobs: [job]))
            #expect(page.contains(#"<meta http-equiv="refresh" content="5">"#))
            #expect(page.contains("reloads itself"))
        }
        for job in [job(.queued, .agentAway), job(.queued, attempts: 2, .retry), job(.dead, attempts: 5)] {
            let page = render(Sample.detail(jobs: [job]))
            #expect(!page.contains("http-equiv"))
            #expect(page.contains(">Reload</a>"))
        }
        #expect(!render(Sample.detail()).contains("http-equiv"))
    }

    @Test func `a page with forms never takes away what is written in them, and has a link`() {
        let page = IncidentPage(detail: Sample.detail(jobs: [job(.running)]), mayRespond: true, now: Sample.now).document.render(nonce: "n")
            .description
        #expect(page.contains("<textarea"))
        #expect(!page.contains("http-equiv"))
        #expect(page.contains(">Reload</a>"))
    }

    private func forms(_ summary: IncidentSummary) -> String {
        IncidentPage(detail: Sample.detail(summary), mayRespond: true, now: Sample.now).document.render(nonce: "n").description
    }

    @Test(arguments: [("warning", "warning"), ("Page", "Page"), ("sev1", "")])
    func `a severity is chosen from those that have an order`(current: String, selected: String) {
        let page = forms(Sample.summary(severity: current))
        #expect(page.contains("<option selected>\(selected)</option>") == !selected.isEmpty)
        #expect(page.contains("<option>info</option>"))
        #expect(!page.contains("<option>sev1</option>"))
    }

    @Test func `who resolves while alerts fire is told so`() {
        var summary = Sample.summary()
        #expect(forms(summary).contains("2 alerts still fire."))
        summary.alerts = AlertCounts(firing: 0, resolved: 3)
        #expect(!forms(summary).contains("still fire."))
    }

    @Test func `evidence that doesn't exist is named but not linked`() {
        let page = render(Sample.detail())
        #expect(page.contains(#"<span class="muted">E9</span>"#))
        #expect(!page.contains(##"href="#a1-E9""##))
    }

    @Test(arguments: [(AnalysisEngine.rules, "The rules name another cause"), (.llm, "The model names another cause")])
    func `where rules and model name different causes both are shown, with the reason`(engine: AnalysisEngine, heading: String) {
        #expect(!render(Sample.detail()).contains("another cause"))
        var cause = Sample.cause
        (cause.title, cause.category) = ("orders waits for <orders-db>", .dependencyUnreachable)
        var analysis = Sample.analysis()
        analysis.response.disagreement = Disagreement(engine: engine, cause: cause, reason: "It cites no evidence.")
        let page = render(Sample.detail(analyses: [analysis]))
        for text in [heading, "It cites no evidence.", "orders waits for &lt;orders-db&gt;", "dependency_unreachable", "orders-db is OOMKilled"] {
            #expect(page.contains(text))
        }
    }

    @Test func `immediate actions come before the fix`() throws {
        let page = render(Sample.detail())
        let now = try #require(page.firstRange(of: "Watch it."))
        let fix = try #require(page.firstRange(of: "Raise the limit."))
        #expect(now.lowerBound < fix.lowerBound)
    }

    @Test func `nothing that came from outside becomes markup, wherever it stands`() {
        let hostile = Sample.hostile
        var alert = Sample.episode(hostile, fingerprint: hostile)
        (alert.cluster, alert.namespace, alert.severity, alert.labels) = (hostile, hostile, hostile, ["pod": hostile])
        var cause = Sample.cause
        (cause.title, cause.explanation, cause.evidence) = (hostile, hostile, [hostile])
        cause.object = ObjectReference(kind: hostile, namespace: hostile, name: hostile, container: hostile)
        let page = render(
            Sample.detail(
                Sample.summary(title: hostile, severity: hostile, cause: cause), alerts: [alert],
                timeline: [TimelineEntry(at: Sample.now, kind: .opened, text: hostile)],
                analyses: [Sample.analysis(rootCauses: [cause, cause], text: hostile), Sample.analysis(text: hostile)],
                jobs: [
                    JobDetail(
                        id: JobID(1), kind: .analyze, state: .dead, alertName: hostile, subject: hostile, attempts: 5, createdAt: Sample.now,
                        dueAt: nil, error: hostile)
                ],
                detail: "# \(hostile)\n\n- `\(hostile)`\n| \(hostile) |\n```\n\(hostile)\n```\n**\(hostile)**"))
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;"))
        // Every quotation mark of the hostile text is gone from the page's bytes, so that no attribute ends early.
        #expect(!Array(page.unicodeScalars).contains("\"\u{0301}".unicodeScalars))
    }

    @Test(arguments: [
        (JobState.queued, 0, "is waiting"), (.queued, 2, "failed 2 times and is tried again"), (.running, 1, "is running"),
        (.dead, 5, "failed for good, after 5 attempts"),
    ])
    func `it says what is still being worked on`(state: JobState, attempts: Int, text: String) {
        let job = JobDetail(
            id: JobID(1), kind: .analyze, state: state, alertName: "A", subject: "shop/orders", attempts: attempts, createdAt: Sample.now,
            dueAt: nil, error: "the agent is away")
        let page = render(Sample.detail(analyses: [], jobs: [job]))
        #expect(page.contains("The analysis of A on shop/orders \(text)"))
    }

    @Test(arguments: [(AnalysisProgress.failed, "analysis failed"), (.overdue, "analysis overdue")])
    func `an analysis that people have to look after is marked`(progress: AnalysisProgress, text: String) {
        var summary = Sample.summary()
        #expect(!render(Sample.detail(summary)).contains(text))
        summary.analysis = progress
        #expect(render(Sample.detail(summary)).contains(">\(text)</span>"))
    }

    @Test func `a job says why it waits where that is the agent`() {
        let job = JobDetail(
            id: JobID(1), kind: .analyze, state: .queued, alertName: "A", subject: "", attempts: 0, createdAt: Sample.now, dueAt: Sample.now,
            waitingReason: .agentAway, error: nil)
        #expect(render(Sample.detail(analyses: [], jobs: [job])).contains("The analysis of A is waiting: no agent answers."))
    }

    @Test func `an incident that became part of another leads there`() {
        var summary = Sample.summary(state: .merged)
        summary.mergedInto = Sample.other
        #expect(render(Sample.detail(summary)).contains("<a href=\"/incidents/\(Sample.other)\">"))
    }

    @Test func `an incident without anything yet has a page all the same`() {
        let page = render(Sample.detail(Sample.summary(cause: nil), alerts: [], analyses: []))
        #expect(page.contains("Nothing has been analysed."))
    }
}

extension [Unicode.Scalar] {
    fileprivate func contains(_ other: some Collection<Unicode.Scalar>) -> Bool { firstRange(of: other) != nil }
}
