import Postgres
import TestSupport
import Testing

extension EndToEndTests {
    @Test func `Prometheus itself is a source: what it sends again and again is one episode of the cluster in the path`() async throws {
        try await Stack.run("shop") { stack in
            let prometheus = try await Prometheus(notifying: stack.ingest[0].address, cluster: "west", client: stack.client)
            try await eventually("the alert was sent three times") {
                try await stack.count("SELECT count(*) FROM episodes WHERE notices >= 3") == 1
            }
            let rows = try await stack.rows(
                """
                SELECT a.cluster || ' ' || a.name || ' ' || a.severity || ' ' || (a.labels ->> 'region') || ' ' || (a.annotations ->> 'summary'),
                    e.firing, i.correlation_key
                FROM alerts AS a
                JOIN episodes AS e ON e.fingerprint = a.fingerprint AND e.cluster = a.cluster
                JOIN incidents AS i ON i.id = e.incident_id
                """)
            let (alert, isFiring, key) = try #require(try rows.first?.decode(as: (String, Bool, String).self))
            #expect(alert == "west AlwaysFiring critical eu It fires, \"always\".")
            #expect(isFiring)
            #expect(key == "workload:shop/orders")
            #expect(try await stack.count("SELECT count(*) FROM incidents") == 1)
            withExtendedLifetime(prometheus) {}
        }
    }
}
