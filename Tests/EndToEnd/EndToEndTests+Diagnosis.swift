import FoundationEssentials
import Postgres
import Primitives
import TestSupport
import Testing

extension EndToEndTests {
    @Test(.timeLimit(.minutes(3)))
    func `An alert given to Alertmanager becomes an incident with its root cause, repeats change nothing, and its end resolves it`() async throws {
        try await Stack.run("shop") { stack in
            let ingest = stack.ingest[0].address
            let alertmanager = try await Alertmanager(notifying: ingest, client: stack.client)
            let alerts = try Self.recordedAlerts("shop")
            try await alertmanager.send(alerts, endsAt: nil, client: stack.client)

            let incident = try await eventually("one incident with its cause", within: .seconds(60)) {
                try await Self.diagnosed(ingest, stack)
            }
            #expect(incident["cause"]?["category"] == "oom_killed")
            #expect(incident["cause"]?["object"]?["name"]?.string?.hasPrefix("orders-db") == true)
            let id = try #require(incident["id"]?.string)

            let before = try await Self.state(stack)
            let notices = try await stack.count("SELECT sum(notices)::int8 FROM episodes")
            try await alertmanager.send(alerts, endsAt: nil, client: stack.client)
            try await eventually("each alert notified again", within: .seconds(60)) {
                try await stack.count("SELECT sum(notices)::int8 FROM episodes") >= notices + alerts.count
            }
            #expect(try await Self.state(stack) == before)

            try await alertmanager.send(alerts, endsAt: Timestamp.now(), client: stack.client)
            try await eventually("the incident resolved", within: .seconds(60)) {
                try await stack.client.json("\(ingest)/api/v1/incidents/\(id)")["incident"]?["state"] == "resolved"
            }
            #expect(try await stack.count("SELECT count(*) FROM episodes WHERE firing") == 0)
        }
    }

    /// The alerts of a recording's webhooks that fire.
    private static func recordedAlerts(_ recording: String) throws -> [JSONValue] {
        try Recordings.webhooks(of: recording).flatMap { webhook in
            try JSONDecoder().decode(JSONValue.self, from: Data(webhook.body))["alerts"]?.array ?? []
        }
    }

    /// The only incident that is left, once no job is under way and it has a cause.
    private static func diagnosed(_ ingest: String, _ stack: Stack) async throws -> JSONValue? {
        guard try await stack.count("SELECT count(*) FROM jobs WHERE state <> 'done'") == 0 else { return nil }
        let page = try await stack.client.json("\(ingest)/api/v1/incidents?state=open")
        guard let incidents = page["items"]?.array, incidents.count == 1, incidents[0]["cause"] != nil else { return nil }
        return incidents[0]
    }

    /// What a repeated notification must not change.
    private static func state(_ stack: Stack) async throws -> [String] {
        try await stack.rows(
            """
            SELECT 'incident ' || id || ' ' || state || ' ' || title FROM incidents
            UNION ALL SELECT 'episode ' || fingerprint || ' ' || starts_at || ' ' || firing || ' ' || incident_id FROM episodes
            UNION ALL SELECT 'job ' || id || ' ' || state || ' ' || attempts FROM jobs
            UNION ALL SELECT 'analysis ' || incident_id || ' ' || alert_name || ' ' || subject || ' ' || stored_at FROM analyses
            UNION ALL SELECT 'timeline ' || incident_id || ' ' || seq || ' ' || kind FROM timeline
            ORDER BY 1
            """
        ).decode(as: String.self)
    }
}
