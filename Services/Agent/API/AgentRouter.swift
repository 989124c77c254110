import Hummingbird
import OpenAPIDocuments
package import ServerKit
package import Telemetry

/// All routes of the agent, as `openapi/agent.yaml` describes them.
package enum AgentRouter {
    package static func make(
        routes: AnalysisRoutes, sessions: SessionRoutes, registry: MetricsRegistry, entrance: Entrance? = nil, tracer: Tracer? = nil,
        checks: [HealthCheck], sources: [HealthSource] = [], version: String
    ) -> ServiceRouter {
        let router = ServiceRouter(registry: registry, entrance: entrance, tracer: tracer)
        HealthRoutes(
            registry: registry, service: "whence-agent", version: version, checks: checks, sources: sources, openAPI: document
        ).add(to: router)
        routes.add(to: router)
        routes.register(in: registry)
        sessions.add(to: router)
        let description = ["service": "whence-agent", "version": version, "docs": "/docs"]
        router.get("/", for: .everyone) { _, _ in try Response.json(description) }
        return router
    }

    private static var document: [UInt8] {
        Array(String(cString: openapi_agent()).utf8)
    }
}
