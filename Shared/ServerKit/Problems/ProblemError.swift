package import Contracts
package import HTTPTypes

/// An error that a client is to see: thrown by routes, turned into a problem document (RFC 9457) once, by ``ProblemMiddleware``.
package struct ProblemError: Error, Hashable, Sendable {
    package var status: HTTPResponse.Status
    package var title: String
    /// For a person: what happened and what to do.
    package var detail: String?
    package var errors: [FieldError]?
    package var headers: HTTPFields

    package init(
        _ status: HTTPResponse.Status, title: String? = nil, detail: String? = nil, errors: [FieldError]? = nil, headers: HTTPFields = [:]
    ) {
        self.status = status
        self.title = title ?? status.reasonPhrase
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// 400: the request is at fault, and here is where.
    package static func invalid(_ errors: [FieldError], detail: String = "The request can't be read as it is.") -> ProblemError {
        ProblemError(.badRequest, detail: detail, errors: errors)
    }

    package static func invalid(_ field: String, _ message: String) -> ProblemError {
        invalid([FieldError(field: field, message: message)])
    }

    /// 404.
    package static func notFound(_ detail: String) -> ProblemError {
        ProblemError(.notFound, detail: detail)
    }

    /// 413.
    package static func tooLarge(limit: Int) -> ProblemError {
        ProblemError(.contentTooLarge, detail: "The body may have at most \(limit) bytes.")
    }

    /// 503 with `Retry-After`: nothing was done, and the same request may succeed later.
    package static func unavailable(_ detail: String, retryAfter: Duration = .seconds(5)) -> ProblemError {
        ProblemError(.serviceUnavailable, detail: detail, headers: [.retryAfter: String(max(1, retryAfter.components.seconds))])
    }
}
