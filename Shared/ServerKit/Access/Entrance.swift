import Contracts
import HTTPTypes
import Hummingbird
import Logging
package import Telemetry

/// What every request passes on the way to its route: whether its site, its sender and its size may.
///
/// Cheap checks come first and nothing of the body is read before the last of them, so that what is refused costs little.
package struct Entrance: Sendable {
    private let control: AccessControl
    private let rates: RateLimits
    private let bytes: ByteBudget
    private let patience: Duration
    let hits: LimitHits
    private let metrics: AccessMetrics

    package init(control: AccessControl = .open, limits: RequestLimits = RequestLimits(), registry: MetricsRegistry) {
        self.control = control
        rates = RateLimits(limits)
        let bytes = ByteBudget(capacity: limits.bytesInFlight)
        self.bytes = bytes
        patience = limits.bytesPatience
        hits = LimitHits(registry: registry)
        metrics = AccessMetrics(registry: registry)
        registry.gauge("whence_request_bytes_in_flight", help: "Bytes that the bodies of requests under way may hold.") { Double(bytes.inUse) }
    }

    /// Takes over other rates; the bytes in flight stay what they were.
    package func set(_ limits: RequestLimits) {
        rates.set(limits)
    }

    /// - Throws: ``ProblemError``: 401, 403, 429 or 503 for who isn't let in; what the route throws.
    func pass(_ request: Request, _ context: ServiceContext, to route: RouteTable.Route, _ handler: ServiceRouter.Handler) async throws -> Response {
        guard route.access != .everyone else { return try await admit(request, context, to: route, handler) }
        do throws(ProblemError) {
            try CrossSite.check(request)
        } catch {
            metrics.refused("cross_site")
            throw error
        }
        if let wait = rates.takeOfTotal() { throw refusal(.totalRate, "This service takes no more requests just now.", route, wait) }
        guard case .authenticated(let authenticator) = control else { return try await admit(request, context, to: route, handler) }

        var context = context
        context.principal = try identify(request, context, by: authenticator, for: route)
        try check(context, against: route)
        if let wait = rates.take(context.principal, for: route.access) {
            throw refusal(.tokenRate, "This token is used too often.", route, wait)
        }
        let response = try await admit(request, context, to: route, handler)
        audit(request, context, to: route, response)
        return response
    }

    // MARK: Who

    /// Whether a request comes from somebody with a token, or where nobody needs one. It lets nobody in, and counts nothing.
    func knows(_ request: Request) -> Bool {
        guard case .authenticated(let authenticator) = control else { return true }
        do throws(AuthenticationFailure) {
            _ = try authenticator.principal(for: Credentials(request.headers))
            return true
        } catch {
            return false
        }
    }

    private func identify(
        _ request: Request, _ context: ServiceContext, by authenticator: any Authenticator, for route: RouteTable.Route
    ) throws -> Principal {
        do throws(AuthenticationFailure) {
            return try authenticator.principal(for: Credentials(request.headers))
        } catch {
            metrics.refused(error.rawValue)
            switch error {
            case .missing: throw Self.unauthorized("A token is wanted here, as bearer or as the password.")
            case .unavailable: throw ProblemError.unavailable("Tokens can't be checked just now.", retryAfter: .seconds(2))
            case .unknown, .expired:
                let address = ClientAddress(context.channel.remoteAddress)
                if let wait = rates.takeOfFailures(address) {
                    throw refusal(.failedAuthentication, "There were too many attempts with wrong tokens from this address.", route, wait)
                }
                context.logger.notice(
                    "not let in", metadata: ["reason": .string(error.rawValue), "address": "\(address)", "route": .string(route.path)])
                throw Self.unauthorized(error == .expired ? "This token has expired." : "This token isn't valid here.")
            }
        }
    }

    /// RFC 9110, section 11.6.1: one challenge for each scheme. The second makes browsers ask.
    private static func unauthorized(_ detail: String) -> ProblemError {
        var headers = HTTPFields()
        headers.append(HTTPField(name: .wwwAuthenticate, value: #"Bearer realm="Whence""#))
        headers.append(HTTPField(name: .wwwAuthenticate, value: #"Basic realm="Whence", charset="UTF-8""#))
        return ProblemError(.unauthorized, detail: detail, headers: headers)
    }

    private func check(_ context: ServiceContext, against route: RouteTable.Route) throws {
        let principal = context.principal
        guard route.access.admits(principal.role) else {
            metrics.refused("role")
            throw ProblemError(.forbidden, detail: "The role of this token, \(principal.role.rawValue), doesn't allow this.")
        }
        if let own = principal.cluster, context.parameters.get("cluster") != nil, try context.decodedParameter("cluster") != own {
            metrics.refused("cluster")
            throw ProblemError(.forbidden, detail: "This token is for another cluster.")
        }
    }

    // MARK: How much

    private func admit(
        _ request: Request, _ context: ServiceContext, to route: RouteTable.Route, _ handler: ServiceRouter.Handler
    ) async throws -> Response {
        guard request.hasBody else { return try await handler(request, context) }
        do {
            return try await read(request, context, to: route, handler)
        } catch let error as ProblemError where error.status == .contentTooLarge {
            hits.hit(.bodyBytes)
            throw error
        }
    }

    private func read(
        _ request: Request, _ context: ServiceContext, to route: RouteTable.Route, _ handler: ServiceRouter.Handler
    ) async throws -> Response {
        let share = ByteBudget.Share(of: bytes)
        defer { share.release() }
        var request = request
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }) {
            guard await share.grow(by: max(0, announced), within: patience) else { throw tooMuch(route) }
        } else {
            let body = request.body
            request.body = RequestBody(
                asyncSequence: body.map { buffer in
                    guard share.grow(by: buffer.readableBytes) else { throw tooMuch(route) }
                    return buffer
                })
        }
        if BodyGateHandler.isGated(request.headers) { context.channel.triggerUserOutboundEvent(BodyGateHandler.Open(), promise: nil) }
        if ExpectedBody.isExpected(in: request) {
            request.body = RequestBody(asyncSequence: ExpectedBody(base: request.body, channel: context.channel))
        }
        return try await handler(request, context)
    }

    private func tooMuch(_ route: RouteTable.Route) -> ProblemError {
        hits.hit(.bytesInFlight)
        return .unavailable("This service holds as many requests as it can just now.", retryAfter: .seconds(1))
    }

    /// 429 to those who ask. Senders of alerts get a 503, which they send again after: a 429 would make most of them drop the alert.
    private func refusal(_ limit: LimitHits.Limit, _ detail: String, _ route: RouteTable.Route, _ wait: Duration) -> ProblemError {
        hits.hit(limit)
        // Rounded up: who comes back a moment too early would only be refused again.
        let wait = Duration.seconds(wait.components.seconds + 1)
        guard route.access != .sources else { return .unavailable(detail, retryAfter: wait) }
        return ProblemError(.tooManyRequests, detail: detail, headers: [.retryAfter: String(wait.components.seconds)])
    }

    // MARK: What they did

    private func audit(_ request: Request, _ context: ServiceContext, to route: RouteTable.Route, _ response: Response) {
        guard route.access != .sources, request.method != .get, request.method != .head else { return }
        context.logger.info(
            "changed",
            metadata: [
                "principal": .string(context.principal.name), "token": .string(context.principal.token.map { "\($0)" } ?? "settings"),
                "method": .string(request.method.rawValue), "path": .string(String(request.uri.path.prefix(200))),
                "status": .stringConvertible(response.status.code),
            ])
    }
}

extension Request {
    /// RFC 9112, section 6.3: a request without either field has none.
    var hasBody: Bool {
        if let length = headers[.contentLength] { return length != "0" }
        return headers[.transferEncoding] != nil
    }
}
