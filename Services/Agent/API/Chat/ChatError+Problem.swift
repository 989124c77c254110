import AgentSessions
import HTTPTypes
import LLM
import ServerKit

extension ProblemError {
    init(_ error: ChatError) {
        switch error {
        case .noModel:
            self.init(
                .notImplemented, title: "No model is configured",
                detail: "A chat needs a language model: set AI_PROVIDER and the provider's API key, or LLM_BASE_URL for a local one.")
        case .invalid(let field, let message):
            self = .invalid(field, message)
        case .unknownConversation:
            self = .notFound("There is no such conversation, or not any more: leave `conversation_id` out to begin one.")
        case .overtaken:
            self.init(.conflict, detail: "Another question of this conversation was answered meanwhile: send this one again.")
        case .sessions(let error):
            self.init(error)
        case .model(let error):
            self.init(error)
        case .refused(let words):
            self.init(.badGateway, title: "The model declined", detail: words)
        }
    }

    private init(_ error: ModelError) {
        switch error.reason {
        case .budgetSpent, .rateLimited, .overloaded, .circuitOpen:
            self = .unavailable("The model can't be asked now: \(error.detail).", retryAfter: error.retryAfter ?? .seconds(30))
            title = "The model can't be asked now"
        case .cancelled:
            self = .unavailable("The service is shutting down, or the client went away.")
        case .timedOut:
            self.init(.gatewayTimeout, title: "The model didn't answer in time", detail: error.description)
        case .serverError, .unreachable, .malformed, .invalidRequest, .tooLong, .unauthorized, .notFound:
            self.init(.badGateway, title: "The model gave no answer", detail: error.description)
        }
    }
}
