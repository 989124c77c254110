package import HTTPKit
import HTTPTypes
package import Primitives

/// Asks one server for JSON by GET, with a tenant where it has several: what Tempo and Loki have in common.
///
/// It tries once: an analysis has no time for a second attempt, and says what it didn't get.
package struct SourceClient: Sendable {
    private let baseURL: String
    private let tenant: String?
    private let token: Secret?
    private let transport: any Transport
    private let maximumBytes: Int
    private var timeout: Duration

    /// - Parameters:
    ///   - baseURL: what paths are appended to; a slash at its end is cut off.
    ///   - tenant: sent as `X-Scope-OrgID`.
    ///   - token: sent as a bearer token.
    ///   - maximumBytes: of one answer.
    package init(
        baseURL: String, tenant: String? = nil, token: Secret? = nil, transport: any Transport, timeout: Duration, maximumBytes: Int = 8 << 20
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.tenant = tenant
        self.token = token
        self.transport = transport
        self.timeout = timeout
        self.maximumBytes = maximumBytes
    }

    /// A client that gives up when the time is up, if that is sooner than its own timeout.
    package func bounded(by remaining: Duration) -> SourceClient {
        var copy = self
        copy.timeout = min(timeout, max(.milliseconds(1), remaining))
        return copy
    }

    /// - Parameter template: the path without what makes it one of many, for traces; nil where the path is one of few.
    /// - Throws: ``SourceError``, for an answer of any other status than 200 to 299 too.
    package func get<Answer: Decodable>(
        _ path: String, _ query: QueryString, template: String? = nil, as type: Answer.Type
    ) async throws(SourceError) -> Answer {
        var headers: HTTPFields = [.accept: "application/json", .userAgent: "whence-agent"]
        if let token { headers[.authorization] = "Bearer \(token.exposed)" }
        if let tenant, let name = HTTPField.Name("X-Scope-OrgID") { headers[name] = tenant }
        let url = baseURL + path + (query.isEmpty ? "" : "?\(query.encoded)")
        let response: OutboundResponse
        do {
            response = try await transport.send(
                OutboundRequest(url: url, headers: headers, timeout: timeout, maximumBytes: maximumBytes, operation: template ?? path))
        } catch {
            throw SourceError(error)
        }
        guard response.isSuccess else { throw SourceError(response) }
        do {
            return try response.decodeJSON(type)
        } catch {
            throw SourceError(.malformed, "\(error)")
        }
    }
}
