import HTTPTypes
import LLM
import Primitives

extension Refusal {
    /// The error that it amounts to, by its kind where that is known, else by its status.
    ///
    /// Sources: https://docs.claude.com/en/api/errors, https://platform.openai.com/docs/guides/error-codes,
    /// https://ai.google.dev/gemini-api/docs/troubleshooting
    var reason: ModelError.Reason {
        if isTooLong { return .tooLong }
        for (kind, reason) in Self.telling where kinds.contains(kind) { return reason }
        switch status {
        case 300..<400: return .notFound
        case 401, 403: return .unauthorized
        case 402, 429: return .rateLimited
        case 404: return .notFound
        case 408, 504: return .timedOut
        case 409, 503, 529: return .overloaded
        case 413: return .tooLong
        case 500...: return .serverError
        case 400..<500: return .invalidRequest
        default: return Self.vague.first { kinds.contains($0.kind) }?.reason ?? .serverError
        }
    }

    /// A quota that is used up comes back when it is paid for, not in a minute.
    var isOutOfQuota: Bool {
        status == 402 || !kinds.isDisjoint(with: ["insufficient_quota", "billing_error", "billing_hard_limit_reached"])
    }

    /// The provider's filter took offence at the prompt: an answer of a kind, and none that another attempt would change.
    var isFiltered: Bool {
        !kinds.isDisjoint(with: ["content_filter", "responsibleaipolicyviolation", "invalid_prompt", "content_policy_violation"])
    }

    private var isTooLong: Bool {
        !kinds.isDisjoint(with: ["context_length_exceeded", "request_too_large", "exceed_context_size_error"])
            || (status == 400
                && mentions(
                    "prompt is too long", "maximum context length", "exceeds the maximum number of tokens", "context length", "context size",
                    "exceed context limit"))
    }

    /// The more telling first: Gemini calls a wrong key an invalid argument too.
    private static let telling: [(kind: String, reason: ModelError.Reason)] = [
        ("api_key_invalid", .unauthorized),
        ("authentication_error", .unauthorized), ("permission_error", .unauthorized), ("permission_denied", .unauthorized),
        ("unauthenticated", .unauthorized), ("invalid_api_key", .unauthorized),
        ("overloaded_error", .overloaded), ("unavailable", .overloaded), ("server_overloaded", .overloaded), ("engine_overloaded", .overloaded),
        ("rate_limit_error", .rateLimited), ("rate_limit_exceeded", .rateLimited), ("resource_exhausted", .rateLimited),
        ("insufficient_quota", .rateLimited), ("billing_error", .rateLimited), ("billing_hard_limit_reached", .rateLimited),
        ("timeout_error", .timedOut), ("deadline_exceeded", .timedOut),
        ("not_found_error", .notFound), ("not_found", .notFound), ("model_not_found", .notFound), ("deploymentnotfound", .notFound),
    ]

    /// What says less than a status does, and counts within a stream, where there is none.
    private static let vague: [(kind: String, reason: ModelError.Reason)] = [
        ("api_error", .serverError), ("server_error", .serverError), ("internal", .serverError),
        ("invalid_request_error", .invalidRequest), ("invalid_argument", .invalidRequest), ("failed_precondition", .invalidRequest),
    ]
}
