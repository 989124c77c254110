import Hummingbird
import Kubernetes
import KubernetesModel
import Synchronization
import Testing

@Suite("Reads that are shared")
struct ReadCacheTests {
    private static let pods = Response.json(#"{"kind":"PodList","items":[{"metadata":{"name":"a"}}]}"#)

    private func list(_ client: KubernetesClient, _ namespace: String = "shop") async throws(KubernetesError) -> [String] {
        try await client.list(.pods, as: Pod.self, namespace: namespace).items.map(\.name)
    }

    @Test("ask the server once for all who ask at a time, and for those who come soon after")
    func sharing() async throws {
        let gate = Gate()
        try await APIServer.run { _, _ in
            await gate.pass()
            return Self.pods
        } _: { server in
            try await server.withClient(cache: ReadCache()) { client in
                try await withThrowingTaskGroup(of: [String].self) { group in
                    for _ in 0..<50 { group.addTask { try await list(client) } }
                    gate.open()
                    for try await names in group { #expect(names == ["a"]) }
                }
                #expect(try await list(client) == ["a"])
                #expect(server.requests.count == 1)
                _ = try await list(client, "other")
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test("ask again once an answer is too old")
    func expiry() async throws {
        try await APIServer.run { _, _ in
            Self.pods
        } _: { server in
            try await server.withClient(cache: ReadCache(limits: .init(lifetime: .zero))) { client in
                _ = try await list(client)
                _ = try await list(client)
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test("keep no more bytes than they may, the newest last")
    func bound() async throws {
        try await APIServer.run { _, _ in
            Self.pods
        } _: { server in
            try await server.withClient(cache: ReadCache(limits: .init(lifetime: .seconds(60), bytes: 120))) { client in
                for namespace in ["a", "b", "c", "c", "b"] { _ = try await list(client, namespace) }
                #expect(server.requests.count == 3)
                _ = try await list(client, "a")
                #expect(server.requests.count == 4)
            }
        }
    }

    @Test("believe a refusal for as long as an answer, and ask again after what may pass")
    func failures() async throws {
        for (status, calls) in [(HTTPResponse.Status.forbidden, 1), (.notFound, 1), (.internalServerError, 2)] {
            try await APIServer.run { _, _ in
                .refusal(status, "no")
            } _: { server in
                try await server.withClient(cache: ReadCache()) { client in
                    for _ in 0..<2 {
                        let error = await failure { () throws(KubernetesError) in try await list(client) }
                        #expect(error?.status == status.code)
                    }
                    #expect(server.requests.count == calls, "\(status)")
                }
            }
        }
    }

    @Test("go on for the others when one who waits has no more time")
    func patience() async throws {
        let gate = Gate()
        try await APIServer.run { _, _ in
            await gate.pass()
            return Self.pods
        } _: { server in
            try await server.withClient(cache: ReadCache()) { client in
                let hasty = await failure { () throws(KubernetesError) in try await list(client.bounded(by: .milliseconds(1))) }
                #expect(hasty?.reason == .timedOut)
                async let patient = list(client)
                gate.open()
                let names = try await patient
                #expect(names == ["a"])
                #expect(server.requests.count == 1)
            }
        }
    }
}

/// Holds everyone up until it is opened.
private final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func open() { continuation.finish() }

    func pass() async {
        for await _ in stream {}
    }
}
