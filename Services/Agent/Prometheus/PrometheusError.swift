import HTTPKit

/// Why Prometheus gave no answer.
package struct PrometheusError: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        case unreachable, timedOut
        /// 401 or 403, from Prometheus or from the proxy before it.
        case forbidden
        /// The expression is wrong, or the answer would be larger than Prometheus' own bounds.
        case refused
        /// 404: what speaks Prometheus' API here doesn't speak all of it.
        case notServed
        case serverFailed, malformed, tooLarge, cancelled
    }

    package var reason: Reason
    /// In at most a few hundred characters.
    package var message: String

    init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = String(message.prefix(300))
    }

    init(_ error: TransportError) {
        let reason: Reason =
            switch error.reason {
            case .timedOut: .timedOut
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            case .invalidURL, .connectFailed, .tlsFailed, .disconnected, .circuitOpen: .unreachable
            }
        self.init(reason, error.detail)
    }

    /// Not asked, because the analysis' time was up.
    package static let outOfTime = PrometheusError(.timedOut, "the analysis' time was up")

    /// True where Prometheus itself is missing, as opposed to one answer of it.
    package var isAboutTheServer: Bool {
        switch reason {
        case .unreachable, .timedOut, .forbidden, .serverFailed, .malformed: true
        case .refused, .notServed, .tooLarge, .cancelled: false
        }
    }
}

extension PrometheusError: CustomStringConvertible {
    package var description: String { "\(reason.rawValue): \(message)" }
}
