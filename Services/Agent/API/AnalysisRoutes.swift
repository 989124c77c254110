import AgentSessions
import Contracts
import HTTPTypes
import Hummingbird
import Logging
package import ServerKit
package import Telemetry

/// The agent's own operations.
package struct AnalysisRoutes: Sendable {
    private let service: AnalysisService
    private let gate: AnalysisGate
    /// Of accounts of incidents.
    private let accounts: AnalysisGate
    private let metrics: AnalysisMetrics
    private let maximumBytes: Int
    private let heartbeat: Duration

    /// - Parameter heartbeat: The longest silence of a stream.
    package init(
        service: AnalysisService, gate: AnalysisGate, metrics: AnalysisMetrics, maximumBytes: Int = 4 << 20, heartbeat: Duration = .seconds(10)
    ) {
        self.service = service
        self.gate = gate
        accounts = AnalysisGate(limit: gate.load.limit)
        self.metrics = metrics
        self.maximumBytes = maximumBytes
        self.heartbeat = heartbeat
    }

    /// Shows how much of the limit is used.
    package func register(in registry: MetricsRegistry) {
        let gate = gate
        registry.gauge("whence_analyses_running", help: "Analyses that run now.") { Double(gate.load.running) }
        registry.gauge("whence_analyses_limit", help: "Analyses that may run at once; more are refused with 503.") { Double(gate.load.limit) }
    }

    package func add(to router: ServiceRouter) {
        router.post("/analyze", for: .responders) { request, context in try await analyze(request, context) }
        router.post("/summarize-incident", for: .responders) { request, context in try await summarize(request, context) }
        router.post("/chat", for: .responders) { request, context in try await chat(request, context) }
    }

    private func analyze(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let body = try await request.decodeJSON(AnalyzeRequest.self, maximumBytes: maximumBytes)
        return try await answer(request, context) { [service, metrics] progress in
            ActiveSpan.current?.describe(body)
            let response = await service.analyze(body, progress)
            if !Task.isCancelled {
                metrics.finished(response)
                Self.tell(response, of: body, context.logger)
            }
            return response
        }
    }

    /// One line for each analysis: it leads from an incident, or an alert's fingerprint, to the trace and back.
    private static func tell(_ response: AnalyzeResponse, of request: AnalyzeRequest, _ logger: Logger) {
        var metadata: Logger.Metadata = [
            "alertname": .string(request.alert.name), "fingerprint": .string(request.alert.fingerprint ?? ""), "engine": "\(response.engine)",
            "quality": "\(response.analysisQuality)", "duration_ms": .stringConvertible(response.timingsMs["total"] ?? 0),
        ]
        if let incident = request.incidentID { metadata["incident"] = .string(incident) }
        if let cause = response.rootCauses.first { metadata["cause"] = .string(cause.category.rawValue) }
        logger.info("an alert was analysed", metadata: metadata)
    }

    private func chat(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let body = try await request.decodeJSON(ChatRequest.self, maximumBytes: maximumBytes)
        return try await answer(request, context) { [service] progress in
            do {
                return try await service.chat(body, progress)
            } catch let error as ChatError {
                throw ProblemError(error)
            }
        }
    }

    /// Not counted against the limit of analyses, whose places people wait for: as many run beside them.
    private func summarize(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let body = try await request.decodeJSON(SummarizeIncidentRequest.self, maximumBytes: maximumBytes)
        guard let admission = accounts.admit() else {
            throw ProblemError.unavailable("As many accounts are being written as this replica writes at once.", retryAfter: .seconds(2))
        }
        defer { withExtendedLifetime(admission) {} }
        let service = service
        return try Response.json(try await context.whileCallerWaits { await service.summarize(body) })
    }

    /// Does the work for as long as its caller is there, and answers in whichever form the caller takes.
    private func answer<Answer: Encodable & Sendable>(
        _ request: Request, _ context: ServiceContext, _ work: @escaping @Sendable (@escaping AnalysisService.Progress) async throws -> Answer
    ) async throws -> Response {
        guard let admission = gate.admit() else {
            metrics.rejected.increment()
            throw ProblemError.unavailable("As many analyses are running as this replica takes at once.", retryAfter: .seconds(2))
        }
        guard request.wantsEvents else {
            defer { withExtendedLifetime(admission) {} }
            return try Response.json(try await context.whileCallerWaits { try await work { _ in } })
        }
        return ProgressStream(context: context, heartbeat: heartbeat).response { progress in
            defer { withExtendedLifetime(admission) {} }
            return try await work(progress)
        }
    }
}

extension ActiveSpan {
    /// What the request is about, once its body is read.
    fileprivate func describe(_ request: AnalyzeRequest) {
        set("whence.incident.id", request.incidentID.map { .text($0) })
        set("whence.alert.fingerprint", request.alert.fingerprint.map { .text($0) })
        set("whence.alert.name", .text(request.alert.name))
    }
}

extension Request {
    /// Whether the client asked for a stream of events (RFC 9110, section 12.5.1), as a browser's `EventSource` does.
    fileprivate var wantsEvents: Bool {
        headers[.accept]?.lowercased().contains("text/event-stream") == true
    }
}
