package import Contracts
import FoundationEssentials
package import HTTPKit
import HTTPTypes
package import IngestDomain
package import Primitives

/// Why the agent gave no analysis.
package enum AgentError: Error, Hashable, Sendable {
    /// It isn't there: no job's fault, and no job's attempt.
    case away(reason: String)
    /// It has as much work as it takes: no job's attempt either.
    /// - Parameter retryAfter: how long it asked to wait, where it did.
    case busy(reason: String, retryAfter: Duration?)
    /// It was asked, and broke down or didn't answer in time.
    case broke(JobFailure)
    /// It was asked, and refused this job.
    case refused(JobFailure)
}

/// Asks an agent, once.
package struct AgentClient: Sendable {
    private let transport: any Transport
    private let baseURL: String
    private let timeout: Duration
    private let token: Secret?
    private let clock: WallClock

    /// Bytes of an answer: an analysis with all its evidence has some 50 kB.
    private static let maximumBytes = 8 << 20

    /// - Parameters:
    ///   - baseURL: Without a slash at its end.
    ///   - timeout: For one answer, an LLM's thinking included.
    ///   - token: What the agent asks for; nil where it asks for none.
    package init(transport: any Transport, baseURL: String, timeout: Duration, token: Secret? = nil, clock: WallClock = .system) {
        self.transport = transport
        self.baseURL = baseURL
        self.timeout = timeout
        self.token = token
        self.clock = clock
    }

    package func analyze(_ request: AnalyzeRequest) async throws(AgentError) -> AnalyzeResponse {
        try await post("/analyze", request)
    }

    package func summarize(_ request: SummarizeIncidentRequest) async throws(AgentError) -> SummarizeIncidentResponse {
        try await post("/summarize-incident", request)
    }

    private func post<Answer: Decodable>(_ path: String, _ body: some Encodable) async throws(AgentError) -> Answer {
        let bytes: [UInt8]
        do {
            bytes = Array(try JSONEncoder().encode(body))
        } catch {
            throw .refused(JobFailure(message: "the request can't be written as JSON: \(error)", isRetryable: false))
        }
        var headers: HTTPFields = [.contentType: "application/json", .accept: "application/json"]
        headers[.authorization] = token.map { "Bearer \($0.exposed)" }
        let response: OutboundResponse
        do throws(TransportError) {
            response = try await transport.send(
                OutboundRequest(
                    method: .post, url: baseURL + path, headers: headers, body: bytes, timeout: timeout,
                    maximumBytes: Self.maximumBytes, operation: path))
        } catch {
            throw Self.error(error)
        }
        guard response.status.kind == .successful else { throw failure(response, path: path) }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(response.body))
        } catch {
            // Not the agent's contract: a proxy's page, or a version that is being replaced. Another attempt may meet another server.
            throw .refused(JobFailure(message: "POST \(path): the agent answered \(response.status.code) with something else than its contract says"))
        }
    }

    private static func error(_ error: TransportError) -> AgentError {
        switch error.reason {
        case .connectFailed, .tlsFailed, .circuitOpen, .cancelled: .away(reason: "\(error)")
        case .timedOut, .disconnected: .broke(JobFailure(message: "\(error)"))
        case .invalidURL, .tooLarge: .refused(JobFailure(message: "\(error)"))
        }
    }

    private func failure(_ response: OutboundResponse, path: String) -> AgentError {
        let status = response.status.code
        // Not every error comes from the agent itself: what isn't a problem document is told by its status alone.
        let problem = try? JSONDecoder().decode(ProblemDocument.self, from: Data(response.body))
        let detail = (problem?.detail ?? problem?.title).map { ": \($0.prefix(500))" } ?? ""
        let message = "POST \(path): the agent answered \(status)\(detail)"
        let retryAfter = HTTPKit.RetryPolicy.retryAfter(response.headers, now: clock.now)
        switch status {
        case 429: return .busy(reason: message, retryAfter: retryAfter)
        // Without a time it comes from a proxy that has no agent behind it.
        case 503: return retryAfter.map { .busy(reason: message, retryAfter: $0) } ?? .away(reason: message)
        // Something else is behind the address, or the agent doesn't know us: an operator's matter, and no job's.
        case 401, 403, 404, 421: return .away(reason: message)
        case 500...: return .broke(JobFailure(message: message, retryAfter: retryAfter))
        default: return .refused(JobFailure(message: message, isRetryable: Self.mayPass(status), retryAfter: retryAfter))
        }
    }

    /// Timeouts and conflicts pass; that a request is malformed doesn't.
    private static func mayPass(_ status: Int) -> Bool {
        [408, 409, 425].contains(status)
    }
}
