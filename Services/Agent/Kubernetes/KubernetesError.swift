import HTTPKit
import HTTPTypes

/// Why the API server didn't answer what was asked, with enough of the question to say what to grant or mend.
package struct KubernetesError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// The credentials are missing, expired or not known (401).
        case unauthorized
        /// Known, and not allowed (403).
        case forbidden
        case notFound
        /// A continue token or a resource version that the server no longer holds (410).
        case gone
        case badRequest
        /// 429: the server sheds load.
        case throttled
        /// 5xx.
        case serverFailed
        case timedOut
        /// No connection, or one that broke before the answer was whole.
        case unreachable
        /// The server's certificate isn't trusted, or it refused ours.
        case tlsFailed
        case tooLarge
        /// The answer isn't what Kubernetes sends.
        case malformed
        /// No credentials could be had: an exec plugin failed, a token file is gone.
        case credentialsUnavailable
        case cancelled
    }

    package var reason: Reason
    package var operation: APIOperation
    /// nil where no answer came.
    package var status: Int?
    /// What the server or the connection said, in at most a few hundred characters.
    package var message: String
    /// Of a list that the server no longer holds: the token for the rest as it is now.
    package var continuation: String?

    package init(_ reason: Reason, _ operation: APIOperation, status: Int? = nil, message: String) {
        self.reason = reason
        self.operation = operation
        self.status = status
        self.message = String(message.prefix(Self.longestMessage))
    }

    private static let longestMessage = 400

    /// True where the server can't be talked to at all, as opposed to one question it won't answer.
    package var isAboutTheConnection: Bool {
        switch reason {
        case .unauthorized, .timedOut, .unreachable, .tlsFailed, .credentialsUnavailable: true
        case .forbidden, .notFound, .gone, .badRequest, .throttled, .serverFailed, .tooLarge, .malformed, .cancelled: false
        }
    }
}

extension KubernetesError: CustomStringConvertible {
    package var description: String {
        let code = status.map { " (\($0))" } ?? ""
        return "\(operation): \(reason)\(code): \(message)"
    }
}

extension KubernetesError {
    init(_ error: TransportError, _ operation: APIOperation) {
        let reason: Reason =
            switch error.reason {
            case .invalidURL: .badRequest
            case .connectFailed, .disconnected, .circuitOpen: .unreachable
            case .timedOut: .timedOut
            case .tooLarge: .tooLarge
            case .tlsFailed: .tlsFailed
            case .cancelled: .cancelled
            }
        self.init(reason, operation, message: error.detail)
    }

    /// Reads the `Status` object of an answer that isn't a success; where it is none, its first characters.
    init(_ response: OutboundResponse, _ operation: APIOperation) {
        let reason: Reason =
            switch response.status.code {
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 410: .gone
            case 413: .tooLarge
            case 429: .throttled
            case 408, 504: .timedOut
            case 400..<500: .badRequest
            case 500..<600: .serverFailed
            default: .malformed
            }
        self.init(reason, operation, status: response.status.code, message: APIStatus.message(of: response.body))
        if reason == .gone { continuation = APIStatus.read(response.body)?.metadata?.continue.flatMap { $0.isEmpty ? nil : $0 } }
    }
}
