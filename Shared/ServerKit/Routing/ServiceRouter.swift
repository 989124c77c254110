package import HTTPTypes
package import Hummingbird
package import Telemetry

/// A router whose every route has request ids, an access log, metrics and problem documents, and which knows its routes.
///
/// Routes are added as on Hummingbird's own router, and each says whom it is for:
/// `router.get("/api/v1/incidents/{id}", for: .viewers) { request, context in … }`.
package final class ServiceRouter: HTTPResponderBuilder {
    package typealias Handler = @Sendable (Request, ServiceContext) async throws -> Response

    package let routes = RouteTable()
    let entrance: Entrance
    private let router = Router(context: ServiceContext.self, options: [.autoGenerateHeadEndpoints])

    /// - Parameters:
    ///   - entrance: Whom it lets in, and how much of them; anyone by default.
    ///   - tracer: Traces requests, where anything is traced.
    ///   - seed: Begins the ids of this process's requests.
    package init(registry: MetricsRegistry, entrance: Entrance? = nil, tracer: Tracer? = nil, seed: UInt32 = .random(in: .min ... .max)) {
        let entrance = entrance ?? Entrance(registry: registry)
        self.entrance = entrance
        if let tracer { router.add(middleware: TracingMiddleware(tracer: tracer, entrance: entrance)) }
        router.add(middleware: ObservationMiddleware(metrics: RequestMetrics(registry: registry), ids: RequestIDs(seed: seed)))
        router.add(middleware: ProblemMiddleware(routes: routes))
    }

    package func on(_ path: String, method: HTTPRequest.Method, for access: Access, _ handler: @escaping Handler) {
        let route = RouteTable.Route(method: method, path: path, access: access)
        routes.add(route)
        let entrance = entrance
        router.on(RouterPath(path), method: method) { request, context in try await entrance.pass(request, context, to: route, handler) }
    }

    package func get(_ path: String, for access: Access, _ handler: @escaping Handler) {
        on(path, method: .get, for: access, handler)
    }

    package func post(_ path: String, for access: Access, _ handler: @escaping Handler) {
        on(path, method: .post, for: access, handler)
    }

    package func put(_ path: String, for access: Access, _ handler: @escaping Handler) {
        on(path, method: .put, for: access, handler)
    }

    package func patch(_ path: String, for access: Access, _ handler: @escaping Handler) {
        on(path, method: .patch, for: access, handler)
    }

    package func delete(_ path: String, for access: Access, _ handler: @escaping Handler) {
        on(path, method: .delete, for: access, handler)
    }

    /// Applies to the routes that are added after it, as Hummingbird's own.
    @discardableResult
    package func add(middleware: any MiddlewareProtocol<Request, Response, ServiceContext>) -> Self {
        router.add(middleware: middleware)
        return self
    }

    package func buildResponder() -> RouterResponder<ServiceContext> {
        router.buildResponder()
    }
}
