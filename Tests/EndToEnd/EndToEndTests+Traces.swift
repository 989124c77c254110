import FoundationEssentials
import HTTPKit
import Postgres
import Primitives
import TestSupport
import Testing

extension EndToEndTests {
    @Test(.timeLimit(.minutes(3)))
    func `A webhook, its commit, its job, the agent's collectors, rules, tools and model are one tree`() async throws {
        let collector = try await TraceCollector()
        let answer = Self.modelAnswer
        let provider = try await SimulatedProvider(.compatible) { ask in
            ask.mayCall && ask.results.isEmpty ? .calls((name: "get_manifest", arguments: #"{"kind":"Node","name":"none"}"#)) : .text(answer)
        }
        let agent = [
            "LLM_BASE_URL": provider.address, "LLM_MODEL_ID": "scripted", "LLM_API_KEY": SimulatedProvider.key, "AI_PROVIDER": "local",
        ].merging(collector.settings) { $1 }
        try await Stack.run("shop", settings: collector.settings, agentSettings: agent) { stack in
            let webhook = try #require(try Recordings.webhooks(of: "shop").first)
            let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let response = try await stack.client.post(
                stack.ingest[0].address + Webhook.path, webhook.body, headers: ["traceparent": parent])
            #expect(response.isSuccess)
            try await eventually("every job done", within: .seconds(90)) {
                let open = try await stack.count("SELECT count(*) FROM jobs WHERE kind = 'analyze' AND state <> 'done'")
                let done = try await stack.count("SELECT count(*) FROM analyses")
                return open == 0 && done > 0
            }
            let jobs = try await stack.count("SELECT count(*) FROM jobs WHERE kind = 'analyze'")
            // But for the first, whose parent the sender has, every span's parent is in the tree.
            let tree = try await eventually("a whole tree", within: .seconds(30)) {
                let spans = try collector.spans().filter { $0.trace == "0af7651916cd43dd8448eb211c80319c" }
                let isWhole = spans.filter { $0.name == "job analyze" }.count == jobs && spans.strays.map(\.parent) == ["b7ad6b7169203331"]
                return isWhole ? spans : nil
            }
            let job = try #require(tree.first { $0.name == "job analyze" })
            #expect(job.attributes["whence.incident.id"] != nil && job.attributes["whence.alert.fingerprint"] != nil)
            let paths = Set(tree.map { tree.path(to: $0).joined(separator: " > ") })
            let (intake, analyze) = ("POST /webhook/alertmanager", "job analyze > POST /analyze > POST /analyze")
            for path in [
                intake, "\(intake) > intake commit", "\(intake) > intake commit > transaction", "\(intake) > job analyze",
                "\(intake) > \(analyze)", "\(intake) > job analyze > store answer", "\(intake) > \(analyze) > gather > gather_lists > list pods",
                "\(intake) > \(analyze) > gather > gather_lists > list pods > GET pods", "\(intake) > \(analyze) > gather > gather_metrics",
                "\(intake) > \(analyze) > rules", "\(intake) > \(analyze) > reason > chat scripted",
                "\(intake) > \(analyze) > reason > chat scripted > POST", "\(intake) > \(analyze) > reason > execute_tool get_manifest",
            ] {
                #expect(paths.contains(path), "there is no \(path) in \(paths.sorted())")
            }
            #expect(Set(tree.map(\.id)).count == tree.count)
            let chat = try #require(tree.first { $0.name == "chat scripted" })
            #expect(chat.attributes["gen_ai.request.model"] == "scripted" && chat.attributes["gen_ai.usage.input_tokens"] != nil)
            #expect(provider.asks.allSatisfy { $0.headers["traceparent"] == nil })
            let sent = collector.server.requests.map(\.body).joined()
            #expect(!sent.contains(SimulatedProvider.key) && !sent.contains(answer.prefix(40)))
        }
        try await provider.stop()
        try await collector.server.stop()
    }

    @Test(.timeLimit(.minutes(3)), arguments: [SimulatedServer.Answer.hangUp, .silence, .status(503, "later")])
    func `A collector that is down, hangs or is overloaded costs spans, and nothing else`(answer: SimulatedServer.Answer) async throws {
        let collector = try await TraceCollector(answer)
        let settings = collector.settings.merging(["OTEL_BSP_MAX_QUEUE_SIZE": "64", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "16"]) { $1 }
        try await Stack.run("shop", settings: settings) { stack in
            let ingest = stack.ingest[0].address
            for number in 0..<300 {
                let response = try await stack.client.post(ingest + Webhook.path, json: Webhook.body([Webhook.alert(number)]))
                #expect(response.isSuccess)
            }
            #expect(try await stack.count("SELECT count(*) FROM alerts") == 300)
            try await eventually("spans dropped, and counted") {
                let metrics = String(decoding: try await stack.client.get(ingest + "/metrics").body, as: UTF8.self)
                return metrics.split(separator: "\n").contains {
                    $0.hasPrefix(#"whence_trace_spans_total{outcome="dropped"} "#) && !$0.hasSuffix(" 0")
                }
            }
            // Nor does it keep a service from stopping in time.
            try await stack.ingest[0].stop(within: .seconds(15))
        }
        try await collector.server.stop()
    }

    /// An answer in the schema that says little.
    private static let modelAnswer = #"""
        {"summary":"The database of the orders was killed for its memory.","causes":[],"mechanism":[],"ruled_out":[],"contradiction":null,\#
        "recovery":null,"impact":{"services":[],"users":""},"recommendations":[],"missing":[]}
        """#
}
