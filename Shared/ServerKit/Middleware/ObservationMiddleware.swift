import HTTPTypes
import Hummingbird
import Logging
import Primitives
import Telemetry

/// Gives a request its id, and tells the log and the metrics how it went. Of all but the tracing the outermost middleware, so that it sees what the
/// client sees.
struct ObservationMiddleware: RouterMiddleware {
    let metrics: RequestMetrics
    let ids: RequestIDs

    func handle(
        _ request: Request, context: ServiceContext, next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.requestID = ids.id(for: request.head)
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        metrics.inFlight.increment()
        defer { metrics.inFlight.decrement() }
        var response = try await next(request, context)
        response.headers[RequestIDs.header] = context.requestID
        let route = context.route ?? "unmatched"
        let duration = start.duration(to: .now)
        metrics.finished(route: route, method: request.method, status: response.status, after: duration)
        log(request, response, route: route, duration: duration, to: context.logger)
        return response
    }

    /// Server errors are news; everything else is for those who look for it. The path is logged without its query, which may hold anything.
    private func log(_ request: Request, _ response: Response, route: String, duration: Duration, to logger: Logger) {
        let level: Logger.Level = response.status.code >= 500 ? .warning : .debug
        logger.log(
            level: level, "request",
            metadata: [
                "method": .string(request.method.rawValue), "path": .string(String(request.uri.path.prefix(200))), "route": .string(route),
                "status": .stringConvertible(response.status.code), "duration_ms": .stringConvertible((duration.seconds * 100_000).rounded() / 100),
            ])
    }
}
