import Hummingbird
import Kubernetes
import KubernetesModel
import Testing

@Suite("A list in pages")
struct ListingTests {
    private static func page(_ names: String..., continuing token: String = "") -> Response {
        let items = names.map { #"{"metadata":{"name":"\#($0)"}}"# }.joined(separator: ",")
        return .json(#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"\#(token)"},"items":[\#(items)]}"#)
    }

    @Test("is followed to its end")
    func pages() async throws {
        try await APIServer.run { _, number in
            number == 0 ? Self.page("a", continuing: "tok+1") : Self.page("b")
        } _: { server in
            try await server.withClient { client in
                let listing: KubernetesClient.Listing<Pod> = try await client.list(.pods, options: ListOptions(pageSize: 1))
                #expect(listing.items.map(\.name) == ["a", "b"])
                #expect(listing.gap == nil)
            }
            #expect(server.requests.map(\.query) == ["limit=1", "limit=1&continue=tok%2B1"])
        }
    }

    @Test("goes on with the token that a server gives for one that it no longer holds")
    func inconsistentRest() async throws {
        try await APIServer.run { _, number in
            switch number {
            case 0: Self.page("a", continuing: "old")
            case 1:
                .json(#"{"kind":"Status","status":"Failure","reason":"Expired","code":410,"metadata":{"continue":"rest"}}"#, status: .gone)
            default: Self.page("b")
            }
        } _: { server in
            try await server.withClient { client in
                let listing: KubernetesClient.Listing<Pod> = try await client.list(.pods)
                #expect(listing.items.map(\.name) == ["a", "b"])
            }
            #expect(server.requests.map(\.query) == ["limit=500", "limit=500&continue=old", "limit=500&continue=rest"])
        }
    }

    @Test("begins anew, once, where the server holds it no longer and gives no other token")
    func restart() async throws {
        try await APIServer.run { _, number in
            switch number {
            case 0, 2: Self.page("a", continuing: "old")
            case 1: .refusal(.gone, "The provided continue parameter is too old")
            default: Self.page("b")
            }
        } _: { server in
            try await server.withClient { client in
                let listing: KubernetesClient.Listing<Pod> = try await client.list(.pods)
                #expect(listing.items.map(\.name) == ["a", "b"])
                #expect(listing.gap == nil)
            }
        }
    }

    @Test("keeps what it has, and says so, where the server never holds it for long")
    func neverHeld() async throws {
        try await APIServer.run { request, _ in
            request.query.contains("continue") ? .refusal(.gone, "too old") : Self.page("a", continuing: "old")
        } _: { server in
            try await server.withClient { client in
                let listing: KubernetesClient.Listing<Pod> = try await client.list(.pods)
                #expect(listing.items.map(\.name) == ["a"])
                #expect(listing.gap?.contains("too old") == true)
            }
            #expect(server.requests.count == 4)
        }
    }

    @Test("ends with the page that reaches the bound on objects")
    func tooMany() async throws {
        try await APIServer.run { _, number in
            Self.page("a\(number)", "b\(number)", continuing: "t\(number)")
        } _: { server in
            try await server.withClient(listObjects: 3) { client in
                let listing: KubernetesClient.Listing<Pod> = try await client.list(.pods)
                #expect(listing.items.count == 4)
                #expect(listing.gap == "there are more than 4")
            }
        }
    }

    @Test("ends with the bytes that it may bring, and keeps what came before")
    func tooLarge() async throws {
        let long = String(repeating: "x", count: 600)
        try await APIServer.run { _, number in
            Self.page(long, continuing: "t\(number)")
        } _: { server in
            try await server.withClient(listBytes: 2048) { client in
                let listing: KubernetesClient.Listing<Pod> = try await client.list(.pods)
                #expect(listing.items.count == 2)
                #expect(listing.gap != nil)
            }
        }
    }

    @Test("asks for Secrets as metadata alone, and reads nothing else of them")
    func secrets() async throws {
        try await APIServer.run { _, _ in
            .json(#"{"kind":"SecretList","items":[{"metadata":{"name":"db","annotations":{"a":"hunter2"}},"data":{"password":"aHVudGVyMg=="}}]}"#)
        } _: { server in
            try await server.withClient { client in
                let listing: KubernetesClient.Listing<SecretMetadata> = try await client.list(.secrets, namespace: "shop")
                #expect(listing.items.map(\.name) == ["db"])
                #expect(!"\(listing)".contains("unter"))
                #expect(!"\(listing)".contains("aHVudGVyMg"))
            }
            #expect(server.requests.first?.headers[.accept] == "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
        }
    }
}
