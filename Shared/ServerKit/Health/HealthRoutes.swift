import HTTPTypes
import Hummingbird
package import Telemetry

/// What operators and orchestrators ask of every service.
///
/// | route | answer |
/// | --- | --- |
/// | `/healthz` | 200 while the process can answer at all; depends on nothing, so that a database's outage restarts no service |
/// | `/readyz` | each check with its state; 503 while a critical one fails |
/// | `/metrics` | Prometheus' text format |
/// | `/openapi.json` | the API's document |
/// | `/ping` | `pong` |
package struct HealthRoutes: Sendable {
    private let registry: MetricsRegistry
    private let checks: [HealthCheck]
    private let document: OpenAPIDocument

    /// - Parameter openAPI: The document in YAML.
    package init(registry: MetricsRegistry, checks: [HealthCheck], openAPI: [UInt8]) {
        self.registry = registry
        self.checks = checks
        document = OpenAPIDocument(yaml: openAPI)
    }

    package func add(to router: ServiceRouter) {
        router.get("/healthz", for: .everyone) { _, _ in Response.text(#"{"status":"ok"}"#, type: "application/json") }
        router.get("/ping", for: .everyone) { _, _ in Response.text("pong") }
        router.get("/readyz", for: .everyone) { _, _ in
            let report = await HealthReport.make(checks)
            return try Response.json(report, status: report.isReady ? .ok : .serviceUnavailable)
        }
        router.get("/metrics", for: .everyone) { _, _ in Response.text(registry.exposition(), type: MetricsRegistry.contentType) }
        router.get("/openapi.json", for: .everyone) { _, _ in Response.text(try document.json(), type: "application/json") }
    }
}
