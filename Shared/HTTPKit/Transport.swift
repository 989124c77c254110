public import HTTPTypes

/// Carries one request to a server and its whole answer back: the one door to the network, so that everything above it is tested without a socket.
///
/// The answer of any status is returned, 4xx and 5xx included; only what kept an answer from coming is thrown.
public protocol Transport: Sendable {
    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse
}

/// A request with its bounds: how long it may take and how much it may bring back.
public struct OutboundRequest: Sendable {
    public var method: HTTPRequest.Method
    /// Absolute, `http` or `https`.
    public var url: String
    public var headers: HTTPFields
    public var body: [UInt8]
    /// From the call to the last byte of the answer, connecting included.
    public var timeout: Duration
    /// Bytes of the answer's body; one more fails the request with ``TransportError/Reason/tooLarge``.
    public var maximumBytes: Int
    /// What is asked, in words of which there are few, such as the path's template; it names the request in traces.
    public var operation: String?

    public init(
        method: HTTPRequest.Method = .get, url: String, headers: HTTPFields = [:], body: [UInt8] = [], timeout: Duration,
        maximumBytes: Int = 16 << 20, operation: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumBytes = maximumBytes
        self.operation = operation
    }
}

public struct OutboundResponse: Sendable {
    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    public var body: [UInt8]

    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why no answer came.
public struct TransportError: Error, Sendable {
    public enum Reason: String, Sendable {
        case invalidURL, connectFailed, timedOut, tooLarge, tlsFailed, disconnected, cancelled
        /// Not sent: the server failed too often of late (``CircuitBreaker``).
        case circuitOpen
    }

    public var reason: Reason
    /// Method and URL, without its query or credentials.
    public var request: String
    public var detail: String

    public init(reason: Reason, request: String, detail: String) {
        self.reason = reason
        self.request = request
        self.detail = detail
    }
}

extension TransportError: CustomStringConvertible {
    public var description: String { "\(request): \(reason.rawValue): \(detail)" }
}
