import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("Lists")
struct ListTests {
    private func ids(_ store: TestStore, _ change: (inout IncidentCriteria) throws -> Void, in scope: ClusterScope = .all) async throws -> [String] {
        var criteria = IncidentCriteria()
        try change(&criteria)
        return try await store.reader.incidents(criteria, Page(), in: scope).items.map(\.title)
    }

    private func matchers(_ text: String) throws -> [LabelMatcher] { try LabelMatcherParser.matchers(in: text) }

    @Test("Incidents are found by cluster, namespace, severity and labels, each filter with the others")
    func filters() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("A", on: "orders", severity: "critical", labels: ["team": "shop"]))
            try await store.receive(.firing("B", on: "payments", severity: "warning", labels: ["team": "money", "size": "größe"]))
            try await store.receive(.firing("C", on: "search", severity: "info", labels: ["namespace": "web"]))
            try await store.receive(.firing("D", on: "orders", severity: "odd", cluster: "other"))

            func expect(_ found: String, _ change: (inout IncidentCriteria) throws -> Void, line: SourceLocation = #_sourceLocation) async throws {
                let titles = try await ids(store, change)
                #expect(titles.map { String($0.prefix(1)) }.joined() == found, sourceLocation: line)
            }
            try await expect("DCBA") { _ in }
            try await expect("D") { $0.cluster = "other" }
            try await expect("") { $0.cluster = "nowhere" }
            try await expect("C") { $0.namespace = "web" }
            try await expect("BA") { $0.severity.leastRank = 2 }
            try await expect("D") { $0.severity.names = ["odd"] }
            try await expect("DC") { $0.severity.names = ["odd", "info"] }
            try await expect("A") { $0.matchers = try matchers(#"team="shop""#) }
            try await expect("DC") { $0.matchers = try matchers(#"team="""#) }
            try await expect("BA") { $0.matchers = try matchers(#"team=~".+""#) }
            try await expect("DCB") { $0.matchers = try matchers(#"team!="shop""#) }
            try await expect("DC") { $0.matchers = try matchers(#"team!~"shop|money""#) }
            try await expect("B") { $0.matchers = try matchers(#"size=~"gr.{2}e", deployment=payments"#) }
            try await expect("") { $0.matchers = try matchers(#"team=shop, deployment=payments"#) }
            try await expect("CA") {
                $0.cluster = "lab"
                $0.matchers = try matchers(#"alertname=~"[AC]""#)
                $0.states = [.open]
            }
            try await expect("B") { $0.text = "payments" }
            try await expect("") { $0.text = "payments -B" }
            try await expect("") { $0.text = "' ; & | ! ( \\ <->" }
            try await expect("") { $0.isHidden = true }
            try await expect("DCBA") { $0.isHidden = nil }
            try await expect("") { $0.assignee = "ana" }
            try await expect("") { $0.states = [.resolved, .merged] }
        }
    }

    @Test("Whoever is bound to a cluster finds nothing of another one, however they ask")
    func scope() async throws {
        try await TestStore.with { store in
            let alert = try IncomingAlert.firing("A", cluster: "mine")
            let other = try IncomingAlert.firing("B", cluster: "theirs")
            let mine = try #require(try await store.receive(alert).incidents.first)
            let theirs = try #require(try await store.receive(other).incidents.first)
            let scope = ClusterScope.only("mine")
            #expect(try await ids(store, { _ in }, in: scope).count == 1)
            #expect(try await ids(store, { $0.cluster = "theirs" }, in: scope).isEmpty)
            #expect(try await store.reader.incident(mine, in: scope) != nil)
            #expect(try await store.reader.incident(theirs, in: scope) == nil)
            #expect(try await store.reader.alerts(of: theirs, Page(), in: scope) == nil)
            #expect(try await store.reader.timeline(of: theirs, Page(), in: scope) == nil)
            #expect(try await store.reader.firingAlerts(AlertCriteria(), Page(), in: scope).items.map(\.cluster) == ["mine"])
            #expect(try await store.reader.alert(fingerprint: alert.fingerprint, cluster: nil, in: scope) != nil)
            #expect(try await store.reader.alert(fingerprint: other.fingerprint, cluster: nil, in: scope) == nil)
            #expect(try await store.reader.alert(fingerprint: other.fingerprint, cluster: "theirs", in: scope) == nil)
        }
    }

    @Test("A window of time holds what was opened in it, and what was active at a moment")
    func time() async throws {
        try await TestStore.with { store in
            for name in ["A", "B", "C"] {
                try await store.receive(.firing(name, on: name, at: store.time.now))
                store.time.advance(by: .seconds(60))
            }
            let times = try await store.reader.incidents(in: []).items.map(\.openedAt).sorted()
            func names(_ change: (inout IncidentCriteria) -> Void) async throws -> String {
                try await ids(store, change).map { String($0.prefix(1)) }.joined()
            }
            #expect(try await names { $0.since = times[1] } == "CB")
            #expect(try await names { $0.until = times[1] } == "A")
            #expect(try await names { ($0.since, $0.until) = (times[1], times[2]) } == "B")
            #expect(try await names { $0.activeAt = times[1] } == "BA")
            try await store.pool.execute("UPDATE incidents SET state = 'resolved', resolved_at = \(times[1] - .seconds(1)) WHERE title LIKE 'A%'")
            #expect(try await names { $0.activeAt = times[1] } == "B")
            #expect(try await names { $0.activeAt = times[0] } == "A")
        }
    }

    @Test("A filter that finds little goes on from where it looked, a bounded way at a time")
    func sparse() async throws {
        try await TestStore.with { store in
            try await store.receive(.firing("Rare", on: "needle"))
            let many = try (0..<450).map { try IncomingAlert.firing("Common", on: "hay-\($0)") }
            _ = try await store.writer.write([many])
            var criteria = IncidentCriteria()
            criteria.matchers = try matchers("alertname=Rare")
            var cursor: IncidentID?
            var pages = 0
            var found: [String] = []
            repeat {
                let page = try await store.reader.incidents(criteria, Page(limit: 10, after: cursor), in: .all)
                found += page.items.map(\.title)
                cursor = page.next
                pages += 1
            } while cursor != nil && pages < 10
            #expect(found.count == 1)
            #expect(pages == 6)
        }
    }

    @Test("The alerts that fire are paged through once each, gravest first within an incident")
    func alerts() async throws {
        try await TestStore.with { store in
            for number in 0..<3 {
                let alerts = try (0..<5).map {
                    try IncomingAlert.firing(
                        "A\($0)", on: "w\(number)", severity: $0 == 3 ? "critical" : "warning", startsAt: TestTime.start + .seconds($0))
                }
                _ = try await store.writer.write([alerts])
            }
            try await store.receive(.resolved("A4", on: "w1", startsAt: TestTime.start + .seconds(4), endsAt: TestTime.start + .seconds(9)))
            var seen: [String] = []
            var cursor: EpisodePosition?
            repeat {
                let page = try await store.reader.firingAlerts(AlertCriteria(), Page(limit: 4, after: cursor), in: .all)
                seen += page.items.map { "\($0.workload ?? "")\($0.alertName)" }
                cursor = page.next
            } while cursor != nil
            #expect(
                seen == [
                    "w2A3", "w2A4", "w2A2", "w2A1", "w2A0", "w1A3", "w1A2", "w1A1", "w1A0", "w0A3", "w0A4", "w0A2", "w0A1", "w0A0",
                ])
            var criteria = AlertCriteria()
            criteria.matchers = try matchers(#"deployment=w1,alertname=~"A[01]""#)
            #expect(try await store.reader.firingAlerts(criteria, Page(), in: .all).items.map(\.alertName) == ["A1", "A0"])
            criteria.since = TestTime.start + .seconds(1)
            #expect(try await store.reader.firingAlerts(criteria, Page(), in: .all).items.map(\.alertName) == ["A1"])
            criteria.severity.leastRank = 4
            #expect(try await store.reader.firingAlerts(criteria, Page(), in: .all).items.isEmpty)
        }
    }

    @Test("What a huge incident has gathered is shown in part, with where the rest is")
    func huge() async throws {
        try await TestStore.with { store in
            let alerts = try (0..<230).map { try IncomingAlert.firing("A", labels: ["pod": "p\($0)"], startsAt: TestTime.start + .seconds($0 % 7)) }
            let id = try #require(try await store.writer.write([alerts])[0].incidents.first)
            // Opened by one, joined by the others: one entry each.
            try await store.pool.execute(
                """
                INSERT INTO timeline (cluster, incident_id, at, kind, about, actor)
                SELECT 'lab', \(id), \(TestTime.start), 'commented', 'so far so good', 'ada' FROM generate_series(1, 228)
                """)
            try await store.pool.execute(
                """
                INSERT INTO timeline (cluster, incident_id, at, kind, about)
                SELECT 'lab', \(id), \(store.time.now), 'alert_joined', n::text FROM generate_series(1, 229) AS n
                """)
            let detail = try await store.detail(id)
            #expect(detail.alerts.count == 100)
            #expect(detail.timeline.count == 200)
            var seen = detail.alerts.map(\.fingerprint)
            var cursor = detail.nextAlerts
            while let after = cursor {
                let page = try #require(try await store.reader.alerts(of: id, Page(limit: 60, after: after), in: .all))
                seen += page.items.map(\.fingerprint)
                cursor = page.next
            }
            #expect(seen.count == 230)
            #expect(Set(seen).count == 230)
            var told = detail.timeline.count
            var older = detail.nextTimeline
            while let after = older {
                let page = try #require(try await store.reader.timeline(of: id, Page(limit: 70, after: after), in: .all))
                told += page.items.count
                older = page.next
            }
            #expect(told == (try await store.count("timeline")))
        }
    }
}
