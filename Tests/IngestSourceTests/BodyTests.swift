import IngestAPI
import Primitives
import Testing

@Suite("The table of bodies")
struct BodyTests {
    private static let tables = [
        "alertmanager": AlertmanagerBodies.cases, "prometheus": PrometheusBodies.cases, "grafana": GrafanaBodies.cases,
        "native": NativeBodies.cases, "generic": GenericBodies.cases,
    ]

    @Test("every body becomes the rows that it should, of alert, episode and incident", arguments: tables.keys.sorted())
    func rows(source: String) async throws {
        try await SourceStore.with(sources: try GenericBodies.sources()) { store in
            for one in try #require(Self.tables[source]) {
                try await store.reset()
                for delivery in one.deliveries {
                    let answer = try await store.deliver(Array(delivery.body.utf8), to: delivery.path, after: delivery.pause)
                    #expect(answer == .init(status: delivery.status, fields: delivery.wrong), "\(one.name)")
                }
                let rows = try await store.rows()
                #expect(rows == one.rows, "\(one.name)")
            }
        }
    }

    @Test("Grafana's links and values are annotations, and what a rule says under these names wins")
    func grafanaAnnotations() async throws {
        try await SourceStore.with(sources: AlertSources()) { store in
            _ = try await store.deliver(
                Array(
                    #"""
                    {"alerts":[{"labels":{"alertname":"A"},"annotations":{"summary":"s","panelURL":"own"},"dashboardURL":"https://g/d","panelURL":"https://g/p",
                     "silenceURL":"https://g/s","imageURL":"","valueString":"[ var='B' ]","values":{"C":1,"B":44.25,"N":null}}]}
                    """#.utf8), to: "/webhook/grafana")
            let expected: JSONValue = [
                "summary": "s", "panelURL": "own", "dashboardURL": "https://g/d", "silenceURL": "https://g/s", "valueString": "[ var='B' ]",
                "values": "B=44.25, C=1, N=none",
            ]
            #expect(try await store.json("annotations") == expected)
        }
    }

    @Test("an alert without a fingerprint has the one that Alertmanager would give it, whatever brought it")
    func fingerprints() async throws {
        let labels = #"{"alertname":"KubePodNotReady","cluster":"lab","namespace":"shop","pod":"orders-0"}"#
        try await SourceStore.with(sources: AlertSources()) { store async throws in
            for (path, body) in [
                ("/webhook/alertmanager", #"{"version":"4","alerts":[{"labels":\#(labels),"startsAt":"2026-11-21T07:00:00Z"}]}"#),
                ("/webhook/grafana", #"{"alerts":[{"labels":\#(labels),"startsAt":"2026-11-21T07:00:00Z"}]}"#),
                ("/api/v2/alerts", #"[{"labels":\#(labels),"startsAt":"2026-11-21T07:00:00Z"}]"#),
                ("/api/v1/alerts", #"{"labels":\#(labels),"startsAt":"2026-11-21T07:00:00Z"}"#),
            ] {
                #expect(try await store.deliver(Array(body.utf8), to: path) == .init(status: 200))
            }
            #expect(try await store.fingerprints().count == 1)
            #expect(try await store.rows() == ["lab/KubePodNotReady firing 07:00:00 ×4 - → workload:shop/orders"])
        }
    }

    @Test("a source that isn't configured is not found")
    func unknownSource() async throws {
        try await SourceStore.with(sources: AlertSources()) { store async throws in
            #expect(try await store.deliver(Array("{}".utf8), to: "/webhook/generic/nobody").status == 404)
            #expect(try await store.deliver(Array("{}".utf8), to: "/webhook/generic/alertmanager").status == 404)
        }
    }
}
