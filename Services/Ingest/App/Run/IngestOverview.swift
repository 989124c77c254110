import HTTPKit
import HTTPTypes
import IngestDomain
import Primitives
import ServerKit
import Settings

/// What ingest's `/health` tells beyond its checks: the queue, and, as the agent sees them, the language model and the cluster's API.
enum IngestOverview {
    static func sources(queue: any JobQueue, schema: SchemaState, agent: ServerURL, transport: any Transport) -> [HealthSource] {
        [
            HealthSource("queue") { ["queue": await state(of: queue, schema)] },
            HealthSource("ai", "kubernetes") {
                let seen = await components(of: agent, transport)
                let unknown = HealthComponent(.unknown, detail: "the agent can't be asked")
                return ["ai": seen["ai"] ?? unknown, "kubernetes": seen["kubernetes"] ?? unknown]
            },
        ]
    }

    private static func state(of queue: any JobQueue, _ schema: SchemaState) async -> HealthComponent {
        do throws(IntakeError) {
            try schema.check()
            let depth = try await queue.numbers().depth
            var component = HealthComponent(
                depth.dead == 0 ? .ok : .degraded,
                figures: [
                    "queued": .integer(Int64(depth.queued)), "running": .integer(Int64(depth.running)), "dead": .integer(Int64(depth.dead)),
                    "longest_wait_seconds": .integer(depth.longestWait?.components.seconds ?? 0),
                ])
            if depth.dead > 0 { component.detail = "analyses have failed for good; they can be replayed" }
            return component
        } catch {
            return HealthComponent(.failed, detail: "the queue can't be read")
        }
    }

    /// Of the agent's own overview, what it says of others; nothing where it can't be had.
    private static func components(of agent: ServerURL, _ transport: any Transport) async -> [String: HealthComponent] {
        do {
            let request = OutboundRequest(url: agent.appending("/health"), timeout: .milliseconds(1500), maximumBytes: 64 << 10)
            let response = try await transport.send(request)
            guard response.isSuccess else { return [:] }
            return (try response.decodeJSON(JSONValue.self)["components"]?.object ?? [:]).compactMapValues(component)
        } catch {
            // An agent that isn't there is told of by its own check.
            return [:]
        }
    }

    private static func component(_ value: JSONValue) -> HealthComponent? {
        guard let status = value["status"]?.string.flatMap({ HealthComponent.Status(rawValue: $0) }) else { return nil }
        var figures: [String: JSONValue] = [:]
        for name in ["provider", "model"] { figures[name] = value[name] }
        return HealthComponent(status, detail: value["detail"]?.string, figures: figures)
    }
}
