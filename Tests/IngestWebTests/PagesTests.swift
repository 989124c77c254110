import Contracts
import IngestDomain
import Primitives
import Testing

@testable import IngestWeb

@Suite struct PagesTests {
    private func list(_ items: [IncidentSummary], next: IncidentID? = nil, filter: IncidentFilter = .all) -> String {
        IncidentListPage(page: Paged(items: items, next: next), filter: filter, now: Sample.now).document.render(nonce: "n").description
    }

    @Test func `the list shows each incident with its state, weight, cause and alerts`() {
        let page = list([Sample.summary()])
        for text in ["/incidents/\(Sample.id)", "open", "critical", "oom_killed", "StatefulSet shop/orders-db", "3 alerts, 2 firing", "lab"] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test func `without incidents the list says how alerts come in`() {
        #expect(list([]).contains("/webhook/alertmanager"))
        #expect(list([], filter: .active).contains("/webhook/alertmanager"))
        #expect(list([], filter: .resolved).contains("No incidents here."))
    }

    @Test func `an incident without a cause says so`() {
        #expect(list([Sample.summary(cause: nil)]).contains("No cause is known yet."))
    }

    @Test func `a list asks for itself again while an analysis runs, slowly, and not while one waits for who knows how long`() {
        var summary = Sample.summary()
        #expect(!list([summary]).contains("http-equiv"))
        summary.analysis = .running
        #expect(list([summary]).contains(#"<meta http-equiv="refresh" content="30">"#))
        summary.analysis = .waiting
        #expect(!list([summary]).contains("http-equiv"))
    }

    @Test(arguments: [
        ("orders-db is OOMKilled (StatefulSet shop/orders-db).", nil),
        ("orders-db is OOMKilled (StatefulSet shop/orders-db). Deployment shop/orders suffers from it.", "Deployment shop/orders suffers from it."),
        ("orders-db is OOMKilled", nil), ("orders-db is OOMKilled: twice.", "twice."),
        ("orders-db is OOMKilledish.", "orders-db is OOMKilledish."), ("Inconclusive: no logs.", "Inconclusive: no logs."), (nil, nil),
    ])
    func `a summary says nothing that the title has said`(summary: String?, left: String?) {
        var incident = Sample.summary()
        incident.summary = summary
        #expect(incident.unsaidSummary == left)
    }

    @Test(arguments: [
        (IncidentFilter.all, "/?show=all&amp;after="), (.active, "/?show=active&amp;after="), (.resolved, "/?show=resolved&amp;after="),
    ])
    func `the next page keeps the filter`(filter: IncidentFilter, link: String) {
        #expect(list([Sample.summary()], next: Sample.other, filter: filter).contains("href=\"\(link)\(Sample.other)\""))
    }

    @Test func `an alert's page shows its labels, its history and where it belongs`() {
        let detail = AlertDetail(
            episodes: [Sample.episode(), Sample.episode(status: .resolved)], incidents: [Sample.summary()], analyses: [Sample.analysis()])
        let page = AlertPage(fingerprint: "00ff", detail: detail, now: Sample.now).document.render(nonce: "n").description
        for text in [
            "<h1>KubePodCrashLooping</h1>", "orders-585858c476-rnwf8", #"href="https://runbooks/x?a=1&amp;b=2""#, #"href="http://prometheus/graph""#,
            "/incidents/\(Sample.id)", "OOMKilled", "still firing", "resolved",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test(arguments: ["javascript:alert(1)", "JavaScript://x", "data:text/html,x", " http://x", "//evil", ""])
    func `an address that isn't one of the web's becomes no link`(address: String) {
        var episode = Sample.episode()
        (episode.generatorURL, episode.annotations) = (address, ["runbook_url": address])
        let page = AlertPage(fingerprint: "00ff", detail: AlertDetail(episodes: [episode], incidents: [], analyses: []), now: Sample.now)
            .document.render(nonce: "n").description
        #expect(!page.contains("rel=\"noopener"))
    }

    @Test func `a problem's page says what to do, without markup from outside`() {
        let problem = ProblemDocument(title: "Not Found", status: 404, detail: Sample.hostile, instance: "r1")
        let page = ProblemPage(problem: problem).document.render(nonce: "n").description
        #expect(page.contains("<h1>Not Found</h1>"))
        #expect(page.contains("r1"))
        #expect(!page.contains("<script"))
    }
}
