import Contracts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Primitives
import ServerKit
import Telemetry
import Testing

/// A service with a route for each kind of principal, and a token for each role.
private struct GuardedService {
    let service: TestService

    init(requests: RequestLimits = RequestLimits(), control: AccessControl? = nil) {
        var secrets = SharedSecrets()
        for role in Role.allCases { secrets.accept([Secret(Self.token(role))], as: Principal(name: role.rawValue, role: role)) }
        secrets.accept([Secret("bound")], as: Principal(name: "bound", role: .responder, cluster: "prod eu"))
        service = TestService(control: control ?? .authenticated(secrets), requests: requests)
        for (access, name) in Self.routes {
            let greet: ServiceRouter.Handler = { request, context in
                _ = try await request.body(maximumBytes: 1 << 20)
                return Response.text(context.principal.name)
            }
            service.router.get("/for/\(name)", for: access, greet)
            service.router.post("/for/\(name)", for: access, greet)
        }
        service.router.post("/clusters/{cluster}", for: .responders) { _, _ in Response.text("in") }
    }

    static let routes: [(Access, String)] = [
        (.everyone, "everyone"), (.sources, "sources"), (.viewers, "viewers"), (.responders, "responders"), (.admins, "admins"),
    ]

    static func token(_ role: Role) -> String { "\(role.rawValue)-token" }

    func ask(_ path: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil) async throws -> TestResponse {
        try await service.application.test(.router) { client in
            try await client.executeRequest(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        }
    }

    func ask(_ path: String, _ method: HTTPRequest.Method = .get, token: String) async throws -> TestResponse {
        try await ask(path, method, headers: [.authorization: "Bearer \(token)"])
    }
}

@Suite("Who comes in")
struct EntranceTests {
    private static let admitted: [String: Set<Role>] = [
        "sources": [.source, .admin], "viewers": [.viewer, .responder, .admin], "responders": [.responder, .admin], "admins": [.admin],
    ]

    @Test("is told by the role, on every kind of route", arguments: Role.allCases)
    func roles(role: Role) async throws {
        let guarded = GuardedService()
        for (name, roles) in Self.admitted {
            for method in [HTTPRequest.Method.get, .post, .head] {
                let answer = try await guarded.ask("/for/\(name)", method, token: GuardedService.token(role))
                #expect(answer.status == (roles.contains(role) ? .ok : .forbidden), "\(method) \(name) as \(role)")
            }
        }
    }

    @Test("is nobody without a token, and browsers are told to ask for one", arguments: admitted.keys.sorted())
    func missing(name: String) async throws {
        let answer = try await GuardedService().ask("/for/\(name)")
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.headers[values: .wwwAuthenticate] == [#"Bearer realm="Whence""#, #"Basic realm="Whence", charset="UTF-8""#])
    }

    @Test("is nobody with a wrong token, which isn't repeated")
    func wrong() async throws {
        let guarded = GuardedService()
        for field in ["Bearer nonsense", "Basic \(Data("viewer:nonsense".utf8).base64EncodedString())", "Digest nonsense", "nonsense"] {
            let answer = try await guarded.ask("/for/viewers", headers: [.authorization: field])
            #expect(answer.status == .unauthorized)
            #expect(!String(buffer: answer.body).contains("nonsense"))
        }
        #expect(!guarded.service.log.all.joined().contains("nonsense"))
    }

    @Test("is the same by Basic as by bearer")
    func basic() async throws {
        let field = "Basic \(Data("anyone:\(GuardedService.token(.viewer))".utf8).base64EncodedString())"
        let answer = try await GuardedService().ask("/for/viewers", headers: [.authorization: field])
        #expect(String(buffer: answer.body) == "viewer")
    }

    @Test("is anyone where a route is for everyone, or access control is off")
    func open() async throws {
        #expect(try await GuardedService().ask("/for/everyone").status == .ok)
        #expect(try await GuardedService().ask("/healthz", token: "nonsense").status == .ok)
        let answer = try await GuardedService(control: .open).ask("/for/admins", .post)
        #expect(String(buffer: answer.body) == "anonymous")
    }

    @Test("stays within its cluster, however the path spells it", arguments: [("prod%20eu", 200), ("prod%2520eu", 403), ("other", 403)])
    func cluster(path: String, status: Int) async throws {
        let guarded = GuardedService()
        #expect(try await guarded.ask("/clusters/\(path)", .post, token: "bound").status.code == status)
        #expect(try await guarded.ask("/clusters/\(path)", .post, token: GuardedService.token(.responder)).status == .ok)
    }

    @Test("waits where tokens can't be checked: a refusal would lose alerts")
    func unavailable() async throws {
        let answer = try await GuardedService(control: .authenticated(TokenTable())).ask("/for/sources", .post, token: Token { 1 }.text.exposed)
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == "2")
    }

    @Test(
        "isn't a page of another site",
        arguments: [
            (["Sec-Fetch-Site": "cross-site"], false), (["Sec-Fetch-Site": "same-site"], false), (["Sec-Fetch-Site": "same-origin"], true),
            (["Sec-Fetch-Site": "none"], true), (["Origin": "https://evil.example"], false), (["Origin": "null"], false),
            (["Origin": "http://localhost"], true), (["Origin": "http://LOCALHOST"], true), (["Origin": "http://localhost.evil.example"], false),
            (["Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"], false), ([:], true),
        ])
    func crossSite(fields: [String: String], isLetIn: Bool) async throws {
        for guarded in [GuardedService(), GuardedService(control: .open)] {
            var headers: HTTPFields = [.authorization: "Bearer \(GuardedService.token(.admin))"]
            for (name, value) in fields { headers[try #require(HTTPField.Name(name))] = value }
            #expect(try await guarded.ask("/for/responders", .post, headers: headers).status == (isLetIn ? .ok : .forbidden))
            #expect(try await guarded.ask("/for/responders", .get, headers: headers).status == .ok)
        }
    }

    @Test("leaves a trace of what it changed")
    func audit() async throws {
        let guarded = GuardedService()
        _ = try await guarded.ask("/for/responders", .post, token: GuardedService.token(.responder))
        _ = try await guarded.ask("/for/responders", .get, token: GuardedService.token(.responder))
        let lines = guarded.service.log.all.filter { $0.contains("changed") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains(#""principal":"responder""#) == true)
    }
}

@Suite("How often one comes in")
struct RateTests {
    private func limits(_ change: (inout RequestLimits) -> Void) -> RequestLimits {
        var limits = RequestLimits()
        change(&limits)
        return limits
    }

    @Test("one token is slowed down, and no other: programs by 429, senders of alerts by 503")
    func perToken() async throws {
        let guarded = GuardedService(
            requests: limits {
                $0.tokenRate = 1
                $0.sourceRate = 1
            })
        for _ in 0..<2 {
            #expect(try await guarded.ask("/for/viewers", token: GuardedService.token(.viewer)).status == .ok)
            #expect(try await guarded.ask("/for/sources", .post, token: GuardedService.token(.source)).status == .ok)
        }
        let reader = try await guarded.ask("/for/viewers", token: GuardedService.token(.viewer))
        #expect(reader.status == .tooManyRequests)
        #expect(reader.headers[.retryAfter] == "1")
        let sender = try await guarded.ask("/for/sources", .post, token: GuardedService.token(.source))
        #expect(sender.status == .serviceUnavailable)
        #expect(sender.headers[.retryAfter] == "1")
        #expect(try await guarded.ask("/for/viewers", token: GuardedService.token(.responder)).status == .ok)
        #expect(guarded.service.registry.exposition().contains(#"whence_limit_hits_total{limit="rate_token"} 2"#))
    }

    @Test("all together are slowed down, but health is always told")
    func total() async throws {
        let guarded = GuardedService(requests: limits { $0.totalRate = 1 }, control: .open)
        for _ in 0..<2 { #expect(try await guarded.ask("/for/viewers").status == .ok) }
        #expect(try await guarded.ask("/for/viewers").status == .tooManyRequests)
        #expect(try await guarded.ask("/for/sources", .post).status == .serviceUnavailable)
        #expect(try await guarded.ask("/healthz").status == .ok)
    }

    @Test("whoever guesses is slowed down, and who has a token isn't, from the same address")
    func guessing() async throws {
        let guarded = GuardedService(requests: limits { $0.failedAuthentications = 3 })
        for _ in 0..<3 { #expect(try await guarded.ask("/for/viewers", token: "guess").status == .unauthorized) }
        let slowed = try await guarded.ask("/for/viewers", token: "guess")
        #expect(slowed.status == .tooManyRequests)
        // Three a minute: the next one in 20 s, less what the first attempts took, rounded up.
        #expect(["20", "21"].contains(slowed.headers[.retryAfter]))
        #expect(try await guarded.ask("/for/sources", .post, token: "guess").status == .serviceUnavailable)
        #expect(try await guarded.ask("/for/viewers", token: GuardedService.token(.viewer)).status == .ok)
        let metrics = guarded.service.registry.exposition()
        #expect(metrics.contains(#"whence_limit_hits_total{limit="failed_authentication"} 2"#))
        #expect(metrics.contains(#"whence_access_refused_total{reason="unknown"} 5"#))
    }
}
