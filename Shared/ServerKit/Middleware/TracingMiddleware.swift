import HTTPTypes
import Hummingbird
import Telemetry

/// Makes a span of each request: a part of its client's trace where the client tells of one (W3C Trace Context), else the first of a new one.
///
/// A stranger's trace isn't gone on with: whoever names a trace decides whether it is sampled, and that is for those who are let in.
///
/// The outermost middleware, so that what the others log is part of the trace. Probes and scrapes come all the time and tell nothing: they are left out.
struct TracingMiddleware: RouterMiddleware {
    let tracer: Tracer
    let entrance: Entrance

    private static let untraced: Set<String> = ["/healthz", "/readyz", "/health", "/ping", "/metrics", "/favicon.ico"]

    func handle(
        _ request: Request, context: ServiceContext, next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        guard !Self.untraced.contains(request.uri.path) else { return try await next(request, context) }
        let method = RequestMetrics.known.contains(request.method) ? request.method.rawValue : "_OTHER"
        return try await withSpan(method, .server, by: tracer, continuing: trace(of: request), Self.attributes(of: request, method)) { span in
            let response = try await next(request, context)
            if let span, span.isRecording { describe(response, context, method, in: span) }
            return response
        }
    }

    /// A name of which there are few: the route, not the path.
    private func describe(_ response: Response, _ context: ServiceContext, _ method: String, in span: ActiveSpan) {
        if let route = context.route {
            span.rename("\(method == "_OTHER" ? "HTTP" : method) \(route)")
            span.set("http.route", .text(route))
        }
        span.set("http.response.status_code", .count(response.status.code))
        span.set("whence.request_id", response.headers[RequestIDs.header].map { .text($0) })
        // That a client is refused is no failure of the server.
        if response.status.code >= 500 { span.fail("answered \(response.status.code)", type: "\(response.status.code)") }
    }

    private func trace(of request: Request) -> TraceContext? {
        guard let parent = request.headers[Self.traceParent], entrance.knows(request) else { return nil }
        return TraceContext(traceParent: parent, state: request.headers[Self.traceState])
    }

    private static func attributes(of request: Request, _ method: String) -> SpanAttributes {
        [
            "http.request.method": .text(method), "url.path": .text(request.uri.path), "url.scheme": .text(request.head.scheme ?? "http"),
            "http.request.body.size": request.headers[.contentLength].flatMap { Int64($0) }.map { .integer($0) },
        ]
    }

    // The names are valid by their spelling; the fallbacks are never taken.
    private static let traceParent = HTTPField.Name("traceparent") ?? .via
    private static let traceState = HTTPField.Name("tracestate") ?? .via
}
