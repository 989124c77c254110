package import HTTPKit
import HTTPTypes

/// Why a source of traces or logs gave no answer.
package struct SourceError: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        case unreachable, timedOut
        /// 401 or 403, from the source or from the proxy before it; or a tenant is needed and none is set.
        case forbidden
        /// The query is wrong, or asks for more than the source allows.
        case refused
        /// 404
        case notFound
        /// 429
        case throttled
        case serverFailed, malformed, tooLarge, cancelled
    }

    package var reason: Reason
    /// In at most a few hundred characters.
    package var message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = String(message.prefix(300))
    }

    package init(_ error: TransportError) {
        let reason: Reason =
            switch error.reason {
            case .timedOut: .timedOut
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            case .invalidURL, .connectFailed, .tlsFailed, .disconnected, .circuitOpen: .unreachable
            }
        self.init(reason, error.detail)
    }

    /// - Parameter response: of a status that isn't success. Grafana's servers say why in plain text.
    package init(_ response: OutboundResponse) {
        let reason: Reason =
            switch response.status.code {
            case 401, 403: .forbidden
            case 404: .notFound
            case 408, 504: .timedOut
            case 429: .throttled
            case 400, 413, 422: .refused
            case 500..<600: .serverFailed
            default: .malformed
            }
        let text = String(decoding: response.body.prefix(300), as: UTF8.self)
        // A page is for people who look at it.
        let isPage = text.drop(while: \.isWhitespace).hasPrefix("<")
        self.init(
            reason, "status \(response.status.code)" + (text.isEmpty || isPage ? "" : ": \(text.split(whereSeparator: \.isNewline).first ?? "")"))
    }

    /// Not asked, because the analysis' time was up.
    package static let outOfTime = SourceError(.timedOut, "the analysis' time was up")
}

extension SourceError: CustomStringConvertible {
    package var description: String { "\(reason.rawValue): \(message)" }
}
