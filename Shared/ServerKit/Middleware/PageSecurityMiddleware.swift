import HTTPTypes
package import Hummingbird

/// Headers for HTML pages: a browser runs nothing, frames nothing and tells no other site where it comes from.
///
/// Source: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
package struct PageSecurityMiddleware: RouterMiddleware {
    private let policy: String

    /// - Parameter contentSecurityPolicy: By default no scripts at all, styles and images only from the service itself.
    package init(
        contentSecurityPolicy: String =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ) {
        policy = contentSecurityPolicy
    }

    package func handle(
        _ request: Request, context: ServiceContext, next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = Self.referrerPolicy { response.headers[name] = "no-referrer" }
        return response
    }

    private static let referrerPolicy = HTTPField.Name("Referrer-Policy")
}
