import Contracts
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The one border where errors become answers.
///
/// What a route throws as ``ProblemError`` is shown as it is; anything else is a fault of ours: logged in full, and shown as a 500 that tells only the
/// request's id.
struct ProblemMiddleware: RouterMiddleware {
    let routes: RouteTable

    func handle(
        _ request: Request, context: ServiceContext, next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return .problem(problem(for: error, request: request, context: context), requestID: context.requestID)
        }
    }

    private func problem(for error: any Error, request: Request, context: ServiceContext) -> ProblemError {
        switch error {
        case let error as ProblemError:
            return error
        case let error as any HTTPResponseError:
            if error.status == .notFound, context.endpointPath == ServiceContext.unmatchedEndpoint {
                return unmatched(request)
            }
            return ProblemError(error.status, detail: (error as? HTTPError)?.body)
        case is CancellationError:
            return .unavailable("The service is shutting down, or the client went away.")
        default:
            context.logger.error(
                "a request failed",
                metadata: ["error": "\(error)", "error.type": "\(type(of: error))", "method": "\(request.method)", "path": "\(request.uri.path)"])
            return ProblemError(.internalServerError, detail: "The service failed; its log says why, under this request's id.")
        }
    }

    /// A path that no route has, or one that has routes for other methods only.
    private func unmatched(_ request: Request) -> ProblemError {
        let allowed = routes.methods(for: request.uri.path)
        guard !allowed.isEmpty else {
            return ProblemError(.notFound, detail: "There is nothing at this path.")
        }
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        return ProblemError(.methodNotAllowed, detail: "This path takes \(names).", headers: [.allow: names])
    }
}
