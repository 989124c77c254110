import HTTPKit
import HTTPTypes
import Hummingbird
import KubernetesModel
import NIOCore
import Primitives
import Testing

@testable import Kubernetes

@Suite("The client")
struct KubernetesClientTests {
    private static let pods = """
        {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[
        {"metadata":{"name":"a","namespace":"shop","uid":"1"},"status":{"phase":"Running"}},
        {"metadata":"oddity","spec":7,"status":[]}, null,
        {"metadata":{"name":"b","namespace":"shop","uid":"2"},"status":{"phase":"Pending"}}]}
        """

    @Test("lists leniently, with the server's date, and says what it asked")
    func list() async throws {
        try await APIServer.run { _, _ in
            .json(Self.pods)
        } _: { server in
            try await server.withClient { client in
                let listing: KubernetesClient.Listing<Pod> = try await client.list(.pods, namespace: "shop")
                #expect(listing.items.map(\.name).filter { !$0.isEmpty } == ["a", "b"])
                #expect(listing.date.map { ($0 - .now()).seconds.magnitude < 600 } == true)
                #expect(listing.query == "/api/v1/namespaces/shop/pods?limit=500")
            }
            #expect(server.requests.map { "\($0.path)?\($0.query)" } == ["/api/v1/namespaces/shop/pods?limit=500"])
        }
    }

    @Test("renews credentials that are refused, once, and asks again")
    func renewal() async throws {
        let files = MemoryFiles(["/token": "old"])
        try await APIServer.run { request, _ in
            request.authorization == "Bearer new" ? .emptyList : .refusal(.unauthorized, "Unauthorized")
        } _: { server in
            try await server.withClient(credentials: .configured(bearer: .file(path: "/token", fallback: nil), identity: nil), files: files) {
                client in
                let stale = await failure { () throws(KubernetesError) in try await client.list(.pods, as: Pod.self) }
                #expect(stale?.reason == .unauthorized)
                #expect(server.requests.count == 1)
                files["/token"] = "new"
                _ = try await client.list(.pods, as: Pod.self)
                #expect(server.requests.map(\.authorization) == ["Bearer old", "Bearer old", "Bearer new"])
            }
        }
    }

    @Test("waits as long as a busy server asks, once")
    func throttled() async throws {
        try await APIServer.run { _, number in
            number == 1 ? .emptyList : .refusal(.tooManyRequests, "slow down", headers: [.retryAfter: "0"])
        } _: { server in
            try await server.withClient { client in
                _ = try await client.list(.pods, as: Pod.self)
                #expect(server.requests.count == 2)
                let error = await failure { () throws(KubernetesError) in try await client.list(.pods, as: Pod.self) }
                #expect(error?.reason == .throttled)
                #expect(server.requests.count == 4)
            }
        }
    }

    @Test("does not wait past its deadline for a busy server")
    func throttledForLong() async throws {
        try await APIServer.run { _, _ in
            .refusal(.serviceUnavailable, "etcd is away", headers: [.retryAfter: "3000"])
        } _: { server in
            try await server.withClient { client in
                let error = await failure { () throws(KubernetesError) in try await client.list(.pods, as: Pod.self) }
                #expect(error?.reason == .serverFailed)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test(
        "tells refusals apart, with the server's words",
        arguments: [
            (HTTPResponse.Status.forbidden, KubernetesError.Reason.forbidden), (.notFound, .notFound), (.gone, .gone),
            (.badRequest, .badRequest), (.internalServerError, .serverFailed), (.gatewayTimeout, .timedOut), (.unauthorized, .unauthorized),
        ])
    func refusals(status: HTTPResponse.Status, reason: KubernetesError.Reason) async throws {
        try await APIServer.run { _, _ in
            .refusal(status, "the server's words")
        } _: { server in
            try await server.withClient { client in
                let error = await failure { () throws(KubernetesError) in
                    try await client.list(.persistentVolumeClaims, as: PersistentVolumeClaim.self, namespace: "shop")
                }
                #expect(error?.reason == reason)
                #expect(error?.status == status.code)
                #expect(error?.message == "the server's words")
                #expect(error.map { "\($0.operation)" } == "list persistentvolumeclaims in namespace shop")
            }
        }
    }

    @Test(
        "refuses what is no list",
        arguments: [
            "", "nonsense", "<html>Sign in</html>", "[]", #"{"kind":"Pod"}"#, #"{"kind":"PodList","items":{}}"#, #"{"items":[{"#,
            String(repeating: "[", count: 100_000),
        ])
    func malformed(body: String) async throws {
        try await APIServer.run { _, _ in
            .json(body)
        } _: { server in
            try await server.withClient { client in
                let error = await failure { () throws(KubernetesError) in try await client.list(.pods, as: Pod.self) }
                #expect(error?.reason == .malformed)
                #expect((error?.message.count ?? 0) < 500)
            }
        }
    }

    @Test("gives up on a silent server at its deadline")
    func slow() async throws {
        try await APIServer.run { _, _ in
            try await Task.sleep(for: .seconds(60))
            return .emptyList
        } _: { server in
            try await server.withClient(timeout: .milliseconds(200)) { client in
                let start = ContinuousClock.now
                let error = await failure { () throws(KubernetesError) in try await client.list(.pods, as: Pod.self) }
                #expect(error?.reason == .timedOut)
                #expect(ContinuousClock.now - start < .seconds(20))
            }
        }
    }

    @Test("asks again, once, where the connection broke before the answer was whole")
    func truncated() async throws {
        try await APIServer.run { _, number in
            guard number == 0 else { return .emptyList }
            return Response(
                status: .ok, headers: [.contentLength: "4096"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: #"{"items":["#))
                    throw CancellationError()
                })
        } _: { server in
            try await server.withClient { client in
                _ = try await client.list(.pods, as: Pod.self)
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test("takes no more of a list than it is allowed")
    func tooLarge() async throws {
        try await APIServer.run { _, _ in
            .json(#"{"items":[{"metadata":{"name":"\#(String(repeating: "x", count: 4096))"}}]}"#)
        } _: { server in
            try await server.withClient(listBytes: 1024) { client in
                let error = await failure { () throws(KubernetesError) in try await client.list(.pods, as: Pod.self) }
                #expect(error?.reason == .tooLarge)
            }
        }
    }

    @Test("says that nobody answers")
    func unreachable() async throws {
        let transport = try AsyncHTTPClientTransport()
        let client = KubernetesClient(transport: transport, server: try ServerAddress("http://127.0.0.1:1"))
        let error = await failure { () throws(KubernetesError) in try await client.version() }
        #expect(error?.reason == .unreachable)
        await transport.shutdown()
    }

    @Test("acts as whom the kubeconfig says")
    func impersonation() async throws {
        try await APIServer.run { _, _ in
            .emptyList
        } _: { server in
            try await server.withClient(impersonation: Impersonation(user: "jane", uid: "7", groups: ["a", "b"])) { client in
                _ = try await client.list(.pods, as: Pod.self)
            }
            let headers = server.requests[0].headers
            #expect(
                headers.filter { $0.name.canonicalName.hasPrefix("impersonate") }.map { "\($0.name.canonicalName): \($0.value)" }.sorted() == [
                    "impersonate-group: a", "impersonate-group: b", "impersonate-uid: 7", "impersonate-user: jane",
                ])
        }
    }

    @Test("asks whether it may, verb by verb")
    func review() async throws {
        try await APIServer.run { request, _ in
            let isAboutLogs = request.body.contains(#""subresource":"log""#)
            return .json(#"{"kind":"SelfSubjectAccessReview","status":{"allowed":\#(isAboutLogs),"reason":"RBAC"}}"#, status: .created)
        } _: { server in
            try await server.withClient { client in
                let logs = try await client.mayI(APIOperation("get", .pods, subresource: "log", namespace: "shop"))
                #expect(logs == AccessDecision(isAllowed: true, reason: "RBAC"))
                #expect(try await client.mayI(APIOperation("list", .deployments, namespace: "shop")).isAllowed == false)
            }
            #expect(server.requests[1].path == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            #expect(server.requests[1].body.contains(#""group":"apps""#))
            #expect(server.requests[1].body.contains(#""namespace":"shop""#))
        }
    }
}

@Suite("A container's log")
struct PodLogTests {
    private func read(_ response: @escaping @Sendable () -> Response, previous: Bool = false) async throws -> (
        Result<PodLog, KubernetesError>, String
    ) {
        let outcome = Outcome()
        try await APIServer.run { _, _ in
            response()
        } _: { server in
            try await server.withClient { client in
                do throws(KubernetesError) {
                    let options = LogOptions(tailLines: 200, previous: previous, maximumBytes: 1000)
                    await outcome.set(.success(try await client.log(pod: "p", container: "c", namespace: "shop", options: options).log))
                } catch {
                    await outcome.set(.failure(error))
                }
            }
            await outcome.set(query: server.requests[0].query)
        }
        return try #require(await outcome.value)
    }

    private actor Outcome {
        private var result: Result<PodLog, KubernetesError>?
        private var query = ""

        func set(_ result: Result<PodLog, KubernetesError>) { self.result = result }
        func set(query: String) { self.query = query }
        var value: (Result<PodLog, KubernetesError>, String)? { result.map { ($0, query) } }
    }

    @Test("is asked for with its bounds and times")
    func query() async throws {
        let line = "2026-11-21T07:44:09.5Z Connection refused"
        let (result, query) = try await read({ Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: line + "\n"))) }, previous: true)
        #expect(result == .success(.text(line + "\n")))
        #expect(query == "container=c&tailLines=200&limitBytes=1000&timestamps=true&previous=true")
    }

    @Test("of a pod that isn't scheduled is empty")
    func empty() async throws {
        #expect(try await read { Response(status: .noContent) }.0 == .success(.text("")))
    }

    @Test(
        "that there can't be is an answer, not a failure",
        arguments: [
            "previous terminated container \"c\" in pod \"p\" not found",
            "container \"c\" in pod \"p\" is waiting to start: ContainerCreating",
            "container \"c\" in pod \"p\" is waiting to start: trying and failing to pull image",
            "container \"c\" in pod \"p\" is terminated",
        ])
    func absent(message: String) async throws {
        #expect(try await read { .refusal(.badRequest, message) }.0 == .success(.unavailable(message)))
    }

    @Test("that can't be had is a failure")
    func failing() async throws {
        for (status, reason) in [
            (HTTPResponse.Status.forbidden, KubernetesError.Reason.forbidden), (.internalServerError, .serverFailed), (.badRequest, .badRequest),
        ] {
            guard case .failure(let error) = try await read({ .refusal(status, "container c is not valid for pod p") }).0 else {
                Issue.record("\(status) was taken for a log")
                continue
            }
            #expect(error.reason == reason)
            #expect(error.operation.resourceName == "pods/log")
        }
    }

    @Test("keeps its lines where some bytes are no text")
    func binary() async throws {
        let (result, _) = try await read {
            Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: Array("a ".utf8) + [0xFF, 0xFE] + Array("\nb".utf8))))
        }
        #expect(result == .success(.text("a \u{FFFD}\u{FFFD}\nb")))
    }
}
