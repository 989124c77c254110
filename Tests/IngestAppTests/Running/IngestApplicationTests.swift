import FoundationEssentials
import HTTPKit
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct IngestApplicationTests {
    private static func databaseURL() async throws -> String {
        let server = try await PostgresServer.shared()
        let name = try await server.database().parameters["dbname"] ?? ""
        return server.url(database: name)
    }

    private static func webhook(_ status: String = "firing", name: String = "A", endsAt: String = "0001-01-01T00:00:00Z") -> [UInt8] {
        Array(
            #"""
            {"version":"4","status":"\#(status)","alerts":[{"status":"\#(status)","labels":{"alertname":"\#(name)","namespace":"shop",
            "deployment":"orders"},"startsAt":"2026-11-21T07:42:39Z","endsAt":"\#(endsAt)"}]}
            """#.utf8)
    }

    @Test func `every recorded webhook becomes incidents, each analysed once`() async throws {
        let url = try await Self.databaseURL()
        let agent = AgentServer()
        try await agent.with { agentURL in
            try await RunningIngest.with(databaseURL: url, agentURL: agentURL) { ingest in
                var sent = 0
                for recording in Recordings.names {
                    for (name, body) in try Recordings.webhooks(of: recording) {
                        for _ in 1...2 {
                            sent += 1
                            let response = try await ingest.post(body)
                            #expect(response.status == .ok, "\(name): \(response.text)")
                        }
                    }
                }
                try await eventually("all jobs done") {
                    let jobs = try await ingest.jobs()
                    return !jobs.isEmpty && jobs.allSatisfy { $0["state"]?.string == "done" }
                }
                #expect(agent.requests == (try await ingest.jobs().count))
                for incident in try await ingest.incidents() {
                    let id = try #require(incident["id"]?.string)
                    let page = try await ingest.get("/incidents/\(id)", accept: "text/html")
                    #expect(page.status == .ok)
                    #expect(page.text.contains("Analysed"))
                }
                let metrics = try await ingest.get("/metrics").text
                #expect(metrics.contains("whence_intake_webhooks_total{source=\"alertmanager\",outcome=\"accepted\"} \(sent)\n"))
                #expect(metrics.contains(#"whence_postgres_connections{state="idle"}"#))
            }
        }
    }

    @Test func `a resolved alert resolves its incident`() async throws {
        let url = try await Self.databaseURL()
        try await RunningIngest.with(databaseURL: url) { ingest in
            #expect(try await ingest.post(Self.webhook()).status == .ok)
            #expect(try await ingest.incidents().map { $0["state"]?.string } == ["open"])
            #expect(try await ingest.post(Self.webhook("resolved", endsAt: "2026-11-21T07:50:00Z")).status == .ok)
            try await eventually("resolved") { try await ingest.incidents().first?["state"]?.string == "resolved" }
        }
    }

    @Test(arguments: [AgentServer.Mood.garbage, .failing])
    func `an agent that fails is asked again, and the answer is stored once it comes`(mood: AgentServer.Mood) async throws {
        let url = try await Self.databaseURL()
        let agent = AgentServer()
        agent.mood = mood
        try await agent.with { agentURL in
            try await RunningIngest.with(databaseURL: url, agentURL: agentURL, settings: ["JOB_MAX_ATTEMPTS": "50"]) { ingest in
                _ = try await ingest.post(Self.webhook())
                try await eventually("two attempts") { agent.requests >= 2 }
                #expect(try await ingest.jobs().first?["error"]?.string?.contains("the agent answered") == true)
                agent.mood = .well
                try await eventually("done") { try await ingest.jobs().first?["state"]?.string == "done" }
            }
        }
    }

    @Test func `an agent that never answers holds up no webhook, and its job is given up in the end`() async throws {
        let url = try await Self.databaseURL()
        let agent = AgentServer()
        agent.mood = .stuck
        try await agent.with { agentURL in
            let settings = ["JOB_MAX_ATTEMPTS": "2", "AGENT_TIMEOUT_SECONDS": "0.3", "JOB_CONCURRENCY": "1"]
            try await RunningIngest.with(databaseURL: url, agentURL: agentURL, settings: settings) { ingest in
                _ = try await ingest.post(Self.webhook())
                try await eventually("an attempt") { agent.requests >= 1 }
                for number in 1...20 { #expect(try await ingest.post(Self.webhook(name: "B\(number)")).status == .ok) }
                try await eventually("given up") { try await ingest.jobs().contains { $0["state"]?.string == "dead" } }
            }
        }
    }

    @Test func `jobs wait for an agent that isn't there, and cost no attempt`() async throws {
        let url = try await Self.databaseURL()
        // Left alone after its first tries: then no job is on its way when this service ends.
        try await RunningIngest.with(databaseURL: url, settings: ["AGENT_CIRCUIT_SECONDS": "60"]) { ingest in
            _ = try await ingest.post(Self.webhook())
            try await eventually("handed back") {
                try await ingest.get("/metrics").text.contains(#"whence_agent_circuit{state="open"} 1"#)
            }
            #expect(try await ingest.jobs().first?["state"]?.string != "dead")
        }
        let agent = AgentServer()
        try await agent.with { agentURL in
            try await RunningIngest.with(databaseURL: url, agentURL: agentURL) { ingest in
                try await eventually("done") { try await ingest.jobs().first?["state"]?.string == "done" }
                #expect(try await ingest.jobs().first?["attempts"]?.integer == 1)
            }
        }
    }

    @Test func `without its database it starts, says so, and goes on when the database is there`() async throws {
        let server = try await PostgresServer()
        let name = try await server.database().parameters["dbname"] ?? ""
        let url = server.url(database: name)
        try await server.stop(.fast)
        try await RunningIngest.with(databaseURL: url, settings: ["DATABASE_ACQUIRE_TIMEOUT_SECONDS": "0.5"], waitsForDatabase: false) { ingest in
            #expect(try await ingest.get("/healthz").status == .ok)
            #expect(try await ingest.get("/readyz").status == .serviceUnavailable)
            let refused = try await ingest.post(Self.webhook())
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.headers[.retryAfter] != nil)
            #expect(try await ingest.get("/api/v1/incidents").status == .serviceUnavailable)
            #expect(try await ingest.get("/", accept: "text/html").text.contains("<h1>Service Unavailable</h1>"))

            try await server.start()
            try await eventually("ready") { try await ingest.get("/readyz").status == .ok }
            #expect(try await ingest.post(Self.webhook()).status == .ok)

            try await server.stop(.immediate)
            #expect(try await ingest.post(Self.webhook(name: "B")).status == .serviceUnavailable)
            try await server.start()
            try await eventually("taken again") { try await ingest.post(Self.webhook(name: "B")).status == .ok }
        }
        try await server.stop(.fast)
    }

    @Test(arguments: [
        ("truncated", #"{"version":"4","alerts":[{"#, 400),
        ("wrong types", #"{"version":"4","alerts":[{"labels":{"a":1},"startsAt":"2026-11-21T07:42:39Z"}]}"#, 400),
        ("deep", #"{"version":"4","alerts":"# + String(repeating: "[", count: 50_000), 400),
        ("labels", labels(100_000), 400),
        ("too large", String(repeating: " ", count: 9 << 20), 413),
        ("NUL", #"{"version":"4","alerts":[{"labels":{"alertname":"N\u0000"},"startsAt":"2026-11-21T07:42:39Z"}]}"#, 200),
        ("script", #"{"version":"4","alerts":[{"labels":{"alertname":"<script>alert(1)</script>"},"startsAt":"2026-11-21T07:42:39Z"}]}"#, 200),
    ])
    func `bad input is a clear error or a harmless page`(name: String, body: String, status: Int) async throws {
        let url = try await Self.databaseURL()
        try await RunningIngest.with(databaseURL: url) { ingest in
            let response = try await ingest.post(Array(body.utf8))
            #expect(response.status.code == status, "\(name): \(response.text.prefix(300))")
            #expect(try await ingest.incidents().count == (status == 200 ? 1 : 0))
            #expect(try await !ingest.get("/", accept: "text/html").text.contains("<script"))
        }
    }

    private static func labels(_ count: Int) -> String {
        let labels = (0..<count).map { #""l\#($0)":"v""# }.joined(separator: ",")
        return #"{"version":"4","alerts":[{"labels":{\#(labels)},"startsAt":"2026-11-21T07:42:39Z"}]}"#
    }
}
