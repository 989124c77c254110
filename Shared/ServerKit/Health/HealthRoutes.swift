import HTTPTypes
import Hummingbird
import Primitives
package import Telemetry

/// What operators and orchestrators ask of every service.
///
/// | route | answer |
/// | --- | --- |
/// | `/healthz` | 200 while the process can answer at all; depends on nothing, so that a database's outage restarts no service |
/// | `/readyz` | each check with its state; 503 while a critical one fails. Looked at once a second however many ask, or 20 times while it isn't ready |
/// | `/health` | every part of the service with its state and figures; always 200, for people and dashboards |
/// | `/metrics` | Prometheus' text format |
/// | `/openapi.json` | the API's document |
/// | `/docs` | the same as a page |
/// | `/ping` | `pong` |
package struct HealthRoutes: Sendable {
    private let registry: MetricsRegistry
    private let readiness: SharedReport<HealthReport>
    private let overview: HealthOverview
    private let document: OpenAPIDocument

    /// - Parameters:
    ///   - openAPI: The document in YAML.
    ///   - sources: What `/health` tells beyond the checks.
    package init(
        registry: MetricsRegistry, service: String = "whence", version: String = "", checks: [HealthCheck], sources: [HealthSource] = [],
        openAPI: [UInt8]
    ) {
        self.registry = registry
        readiness = SharedReport(lifetime: { $0.isReady ? .seconds(1) : .milliseconds(50) }) { await HealthReport.make(checks) }
        overview = HealthOverview(service: service, version: version, sources: checks.map { HealthSource($0) } + sources)
        document = OpenAPIDocument(yaml: openAPI)
    }

    package func add(to router: ServiceRouter) {
        router.get("/healthz", for: .everyone) { _, _ in Response.text(#"{"status":"ok"}"#, type: "application/json") }
        router.get("/ping", for: .everyone) { _, _ in Response.text("pong") }
        router.get("/readyz", for: .everyone) { _, _ in
            let report = await readiness.report()
            return try Response.json(report, status: report.isReady ? .ok : .serviceUnavailable)
        }
        router.get("/health", for: .everyone) { _, _ in try Response.json(await overview.report()) }
        router.get("/metrics", for: .everyone) { _, _ in Response.text(registry.exposition(), type: MetricsRegistry.contentType) }
        router.get("/openapi.json", for: .everyone) { _, _ in Response.text(try document.json(), type: "application/json") }
        router.get("/docs", for: .everyone) { _, _ in
            var response = Response.html(try document.page())
            response.headers[.contentSecurityPolicy] = ReferenceStyle.policy
            response.headers[.xContentTypeOptions] = "nosniff"
            return response
        }
    }
}
