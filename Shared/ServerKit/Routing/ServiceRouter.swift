package import HTTPTypes
package import Hummingbird
package import Telemetry

/// A router whose every route has request ids, an access log, metrics and problem documents, and which knows its routes.
///
/// Routes are added as on Hummingbird's own router: `router.get("/api/v1/incidents/{id}") { request, context in … }`, also in groups.
package final class ServiceRouter: RouterMethods, HTTPResponderBuilder {
    package typealias Context = ServiceContext

    package let routes = RouteTable()
    private let router = Router(context: ServiceContext.self, options: [.autoGenerateHeadEndpoints])

    /// - Parameter seed: Begins the ids of this process's requests.
    package init(registry: MetricsRegistry, seed: UInt32 = .random(in: .min ... .max)) {
        router.add(middleware: ObservationMiddleware(metrics: RequestMetrics(registry: registry), ids: RequestIDs(seed: seed)))
        router.add(middleware: ProblemMiddleware(routes: routes))
    }

    @discardableResult
    package func on<Responder: HTTPResponder>(_ path: RouterPath, method: HTTPRequest.Method, responder: Responder) -> Self
    where Responder.Context == ServiceContext {
        let template = path.description
        routes.add(method, template.hasPrefix("/") ? template : "/" + template)
        router.on(path, method: method, responder: responder)
        return self
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
