import Contracts
import HTTPTypes
import Hummingbird
import IngestDomain
import ServerKit

/// Shows errors as pages to those who asked for a page. Everybody else gets the problem document.
struct ProblemPages: RouterMiddleware {
    let pages: PageResponder

    func handle(
        _ request: Request, context: ServiceContext, next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            guard let problem = Self.problem(for: error) else { throw error }
            guard Self.wantsPage(request) else {
                // A path that no route has, or one with another method, is told apart further out.
                if error is HTTPError { throw error }
                throw problem
            }
            let document = ProblemDocument(
                title: problem.title, status: problem.status.code, detail: problem.detail, instance: context.requestID, errors: problem.errors)
            var response = pages.response(ProblemPage(problem: document).document, status: problem.status)
            for field in problem.headers { response.headers.append(field) }
            return response
        }
    }

    /// Browsers name `text/html`; clients of the API, and `curl`, don't.
    private static func wantsPage(_ request: Request) -> Bool {
        request.headers[.accept]?.contains("text/html") ?? false
    }

    /// nil for faults of this service, which are logged and answered further out.
    private static func problem(for error: any Error) -> ProblemError? {
        switch error {
        case let error as ProblemError: error
        case IntakeError.unavailable(_, let retryAfter):
            .unavailable("The database can't be reached now. Alerts are kept by their sender meanwhile.", retryAfter: retryAfter)
        case IntakeError.rejected(let errors): .invalid(errors)
        case let error as HTTPError where error.status == .notFound: .notFound("There is nothing at this address.")
        default: nil
        }
    }
}
