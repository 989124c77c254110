import HTTPKit
import HTTPTypes
import Primitives

/// Sends requests to one API server: with fresh credentials, once more where that can help, and never past the deadline.
package struct APIConnection: Sendable {
    private let access: ClusterAccess
    private let authenticator: Authenticator
    private let transports: any TransportProvider

    package init(access: ClusterAccess, authenticator: Authenticator, transports: any TransportProvider) {
        self.access = access
        self.authenticator = authenticator
        self.transports = transports
    }

    /// A request in the terms of the API; paths and queries are encoded here.
    struct Request: Sendable {
        var operation: APIOperation
        var method: HTTPRequest.Method = .get
        /// nil is the operation's own path.
        var path: String?
        var query: QueryString = [:]
        var accept = "application/json"
        var body: [UInt8] = []
        var timeout: Duration
        var maximumBytes: Int
    }

    struct Response: Sendable {
        var status: Int
        var body: [UInt8]
        /// The server's clock.
        var date: Timestamp?
    }

    /// What a request is sent a second time for, each at most once.
    private enum Remedy: Hashable {
        case renewCredentials, waitAsAsked, reconnect
    }

    /// - Throws: ``KubernetesError`` for everything but a 2xx.
    func send(_ request: Request) async throws(KubernetesError) -> Response {
        let clock = ContinuousClock()
        let deadline = clock.now + request.timeout
        var tried: Set<Remedy> = []
        var credentials = try await credentials(for: request.operation)
        while true {
            let remaining = clock.now.duration(to: deadline)
            guard remaining > .zero else { throw KubernetesError(.timedOut, request.operation, message: "no answer within \(request.timeout)") }
            let response: OutboundResponse
            do {
                let transport = try await transports.transport(trust: access.trust, identity: credentials.identity)
                response = try await transport.send(outbound(request, credentials, timeout: remaining))
            } catch {
                guard error.reason == .disconnected, request.method == .get, tried.insert(.reconnect).inserted else {
                    throw KubernetesError(error, request.operation)
                }
                continue
            }
            switch response.status.code {
            case 200..<300:
                return Response(
                    status: response.status.code, body: response.body, date: response.headers[.date].flatMap(HTTPDate.parse))
            case 401 where tried.insert(.renewCredentials).inserted:
                guard let renewed = try await renewed(credentials, for: request.operation) else {
                    throw KubernetesError(response, request.operation)
                }
                credentials = renewed
            case 429, 503:
                guard let pause = Self.pause(askedBy: response), pause < clock.now.duration(to: deadline), tried.insert(.waitAsAsked).inserted
                else { throw KubernetesError(response, request.operation) }
                do {
                    try await clock.sleep(for: pause)
                } catch {
                    throw KubernetesError(.cancelled, request.operation, message: "cancelled")
                }
            default:
                throw KubernetesError(response, request.operation)
            }
        }
    }

    private func outbound(_ request: Request, _ credentials: Credentials, timeout: Duration) -> OutboundRequest {
        var headers: HTTPFields = [.accept: request.accept, .userAgent: "whence-agent"]
        if let authorization = credentials.authorization {
            headers[.authorization] = authorization.exposed
        }
        if !request.body.isEmpty {
            headers[.contentType] = "application/json"
        }
        if let other = access.impersonation {
            headers.append("Impersonate-User", other.user)
            if let uid = other.uid {
                headers.append("Impersonate-Uid", uid)
            }
            for group in other.groups {
                headers.append("Impersonate-Group", group)
            }
        }
        let base = access.trust.serverName.map(access.server.url(named:)) ?? access.server.url
        let query = request.query.isEmpty ? "" : "?" + request.query.encoded
        return OutboundRequest(
            method: request.method, url: base + (request.path ?? request.operation.path) + query, headers: headers,
            body: request.body, timeout: timeout, maximumBytes: request.maximumBytes, operation: request.operation.resourceName)
    }

    private func credentials(for operation: APIOperation) async throws(KubernetesError) -> Credentials {
        do {
            return try await authenticator.credentials()
        } catch {
            throw KubernetesError(error, operation)
        }
    }

    private func renewed(_ credentials: Credentials, for operation: APIOperation) async throws(KubernetesError) -> Credentials? {
        do {
            return try await authenticator.renewed(after: credentials)
        } catch {
            throw KubernetesError(error, operation)
        }
    }

    /// The API server's priority and fairness says in whole seconds how long to stay away.
    private static func pause(askedBy response: OutboundResponse) -> Duration? {
        response.headers[.retryAfter].flatMap { Int($0) }.flatMap { (0...3600).contains($0) ? .seconds($0) : nil }
    }
}

extension KubernetesError {
    init(_ error: CredentialError, _ operation: APIOperation) {
        self.init(error == .cancelled ? .cancelled : .credentialsUnavailable, operation, message: "\(error)")
    }
}

extension HTTPFields {
    fileprivate mutating func append(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) {
            append(HTTPField(name: name, value: value))
        }
    }
}
