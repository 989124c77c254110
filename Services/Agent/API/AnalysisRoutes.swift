import Contracts
import HTTPTypes
import Hummingbird
package import ServerKit
package import Telemetry

/// The agent's own two operations.
package struct AnalysisRoutes: Sendable {
    private let service: AnalysisService
    private let gate: AnalysisGate
    private let metrics: AnalysisMetrics
    private let maximumBytes: Int

    package init(service: AnalysisService, gate: AnalysisGate, metrics: AnalysisMetrics, maximumBytes: Int = 4 << 20) {
        self.service = service
        self.gate = gate
        self.metrics = metrics
        self.maximumBytes = maximumBytes
    }

    /// Shows how much of the limit is used.
    package func register(in registry: MetricsRegistry) {
        let gate = gate
        registry.gauge("whence_analyses_running", help: "Analyses that run now.") { Double(gate.load.running) }
        registry.gauge("whence_analyses_limit", help: "Analyses that may run at once; more are refused with 503.") { Double(gate.load.limit) }
    }

    package func add(to router: ServiceRouter) {
        router.post("/analyze", for: .responders) { request, _ in try await analyze(request) }
        router.post("/summarize-incident", for: .responders) { request, _ in try await summarize(request) }
    }

    private func analyze(_ request: Request) async throws -> Response {
        let body = try await request.decodeJSON(AnalyzeRequest.self, maximumBytes: maximumBytes)
        guard let response = await gate.enter({ await service.analyze(body) }) else {
            metrics.rejected.increment()
            throw ProblemError.unavailable("As many analyses are running as this replica takes at once.", retryAfter: .seconds(2))
        }
        metrics.finished(response)
        return try Response.json(response)
    }

    private func summarize(_ request: Request) async throws -> Response {
        let body = try await request.decodeJSON(SummarizeIncidentRequest.self, maximumBytes: maximumBytes)
        return try Response.json(await service.summarize(body))
    }
}
