import HTTPKit
import HTTPTypes
import Hummingbird
import Kubernetes
import KubernetesModel
import Logging
import NIOCore
import Primitives
import Synchronization

/// What a fake API server was asked.
struct AskedRequest: Sendable {
    var path: String
    var query: String
    var authorization: String?
    var headers: HTTPFields
    var body: String
}

/// A Kubernetes API server on a real socket that answers as the test says.
struct APIServer: Sendable {
    let address: ServerAddress
    private let asked: AskedRequests

    /// The requests so far.
    var requests: [AskedRequest] { asked.all }

    /// Runs a server while `body` runs.
    ///
    /// - Parameter answer: called for every request, with its number from 0.
    static func run(
        answering answer: @escaping @Sendable (AskedRequest, Int) async throws -> Response,
        _ body: @escaping @Sendable (APIServer) async throws -> Void
    ) async throws {
        let asked = AskedRequests()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                let buffer = try await request.body.collect(upTo: 1 << 20)
                let one = AskedRequest(
                    path: request.uri.path, query: request.uri.query ?? "", authorization: request.headers[.authorization],
                    headers: request.headers, body: String(buffer: buffer))
                return try await answer(one, asked.add(one))
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
            },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var port: Int?
            for await running in ports {
                port = running
                break
            }
            let address = try ServerAddress("http://127.0.0.1:\(port ?? 0)")
            try await body(APIServer(address: address, asked: asked))
            group.cancelAll()
        }
    }

    /// Runs `body` with a client of this server.
    func withClient(
        credentials: CredentialSource = .anonymous, files: any FileReader = MemoryFiles(), clock: WallClock = .system,
        plugins: any PluginRunner = ProcessPluginRunner(), timeout: Duration = .seconds(10), listBytes: Int = 1 << 20,
        listObjects: Int = 10_000, cache: ReadCache? = nil, impersonation: Impersonation? = nil, _ body: (KubernetesClient) async throws -> Void
    ) async throws {
        let access = ClusterAccess(server: address, credentials: credentials, impersonation: impersonation, origin: "a test")
        let transports = NetworkTransports(server: address)
        let authenticator = Authenticator(source: credentials, files: files, plugins: plugins, clock: clock)
        let client = KubernetesClient(
            connection: APIConnection(access: access, authenticator: authenticator, transports: transports),
            limits: .init(timeout: timeout, listBytes: listBytes, listObjects: listObjects), cache: cache)
        do {
            try await body(client)
        } catch {
            await transports.shutdown()
            throw error
        }
        await transports.shutdown()
    }
}

private final class AskedRequests: Sendable {
    private let storage = Mutex<[AskedRequest]>([])

    var all: [AskedRequest] { storage.withLock { $0 } }

    func add(_ request: AskedRequest) -> Int {
        storage.withLock {
            $0.append(request)
            return $0.count - 1
        }
    }
}

extension Response {
    static func json(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// An object of kind Status, as the API server refuses with.
    static func refusal(_ status: HTTPResponse.Status, _ message: String, headers: HTTPFields = [:]) -> Response {
        let escaped = message.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        return json(
            #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"\#(escaped)","code":\#(status.code)}"#, status: status,
            headers: headers)
    }

    static let emptyList = json(#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]}"#)
}

/// The error of an operation that must fail.
func failure<Value>(of operation: () async throws(KubernetesError) -> Value) async -> KubernetesError? {
    do throws(KubernetesError) {
        _ = try await operation()
        return nil
    } catch {
        return error
    }
}
