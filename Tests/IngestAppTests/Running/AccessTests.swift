import Contracts
import FoundationEssentials
import HTTPKit
import HTTPTypes
import IngestDomain
import IngestStore
import Logging
import Postgres
import Primitives
import ServerKit
import TestSupport
import Testing

/// Every operation of the served document, with every kind of token, over real sockets and a real database.
@Suite("Access to ingest", .timeLimit(.minutes(3)))
struct AccessTests {
    private struct Operation: Hashable {
        var method: String
        var path: String

        /// The policy, stated again and apart from the routes: a route that is for others than its kind is for fails here.
        var access: Access {
            if ["/ping", "/healthz", "/readyz", "/metrics", "/health", "/openapi.json", "/docs"].contains(path) { return .everyone }
            if method == "POST", path.hasPrefix("/webhook/") || path == "/api/v1/alerts" || path.hasSuffix("/api/v2/alerts") { return .sources }
            return method == "GET" ? .viewers : .responders
        }

        /// With something in the place of each parameter.
        var url: String {
            path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
                switch segment {
                case "{id}": "0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3"
                case let segment where segment.hasPrefix("{"): "something"
                default: String(segment)
                }
            }.joined(separator: "/")
        }
    }

    /// The database's tokens, made as `whence token` makes them.
    private struct Tokens {
        let store: PostgresTokens

        func make(
            _ role: Role, source: String? = nil, cluster: String? = nil, expiresAt: Timestamp? = nil
        ) async throws -> (id: String, text: String) {
            let token = Token { UInt64.random(in: .min ... .max) }
            let record = AccessToken(
                id: token.id.description, name: role.rawValue, role: role, source: source, cluster: cluster, createdAt: .now(), createdBy: "test",
                expiresAt: expiresAt)
            #expect(try await store.create(record, hash: token.hash.hexadecimal))
            return (record.id, token.text.exposed)
        }
    }

    private static func with(
        replicas: Int = 1, settings: [String: String] = [:], _ body: @escaping @Sendable (RunningIngest, RunningIngest, Tokens) async throws -> Void
    ) async throws {
        let server = try await PostgresServer.shared()
        let name = try await server.database().parameters["dbname"] ?? ""
        let url = server.url(database: name)
        let settings = ["ACCESS_CONTROL": "tokens", "RATE_LIMIT_FAILED_AUTHENTICATIONS": "1000000"].merging(settings) { $1 }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await RunningIngest.with(databaseURL: url, settings: settings) { one in
            let connection = try await PostgresConnection.connect(server.configuration(database: name), logger: logger)
            let tokens = Tokens(store: PostgresTokens(connection: connection))
            if replicas == 1 {
                try await body(one, one, tokens)
            } else {
                try await RunningIngest.with(databaseURL: url, settings: settings) { other in try await body(one, other, tokens) }
            }
            await connection.close()
        }
    }

    private static func operations(of ingest: RunningIngest) async throws -> [Operation] {
        let paths = try await ingest.json("/openapi.json")["paths"]?.object ?? [:]
        return paths.flatMap { path, item in (item.object ?? [:]).keys.map { Operation(method: $0.uppercased(), path: path) } }
            .sorted { ($0.path, $0.method) < ($1.path, $1.method) }
    }

    private static func isLetIn(_ ingest: RunningIngest, _ token: String) async throws -> Bool {
        try await ingest.ask("GET", "/api/v1/incidents", token: token).status != .unauthorized
    }

    @Test func `is refused on every route without a valid token, and with one of the wrong role`() async throws {
        try await Self.with { ingest, _, tokens in
            var byRole: [Role: String] = [:]
            for role in Role.allCases { byRole[role] = try await tokens.make(role).text }
            let expired = try await tokens.make(.admin, expiresAt: .now() - .seconds(1)).text
            let revoked = try await tokens.make(.admin)
            #expect(try await tokens.store.revoke(revoked.id, by: "test", at: .now()))
            let last = try await tokens.make(.admin).text
            try await eventually("the tokens are known") { try await Self.isLetIn(ingest, last) }
            let invalid: [(String, String?)] = [
                ("missing", nil), ("malformed", "nonsense"), ("empty", ""), ("unknown", Token { 1 }.text.exposed), ("expired", expired),
                ("revoked", revoked.text), ("of another secret", String(last.dropLast(48)) + String(repeating: "0", count: 48)),
            ]
            let operations = try await Self.operations(of: ingest)
            #expect(operations.count >= 20)
            for operation in operations where operation.access != .everyone {
                for (kind, token) in invalid {
                    let status = try await ingest.ask(operation.method, operation.url, token: token).status
                    #expect(status == .unauthorized, "\(operation), a token that is \(kind)")
                }
                // Whoever is let in to the events stays.
                for (role, token) in byRole where !(operation.path == "/api/v1/events" && operation.access.admits(role)) {
                    let status = try await ingest.ask(operation.method, operation.url, token: token).status
                    #expect((status == .forbidden) == !operation.access.admits(role), "\(operation) as \(role): \(status)")
                    #expect(status != .unauthorized && status.code != 500, "\(operation) as \(role): \(status)")
                }
            }
            for operation in operations where operation.access == .everyone {
                #expect(try await ingest.ask(operation.method, operation.url, token: nil).status == .ok, "\(operation)")
            }
        }
    }

    @Test func `ends at a token's cluster and source`() async throws {
        try await Self.with { ingest, _, tokens in
            let cluster = try await tokens.make(.source, cluster: "prod").text
            let source = try await tokens.make(.source, source: "nobody").text
            try await eventually("the tokens are known") { try await ingest.ask("POST", "/api/v1/alerts", token: source).status == .forbidden }
            for operation in try await Self.operations(of: ingest) where operation.access == .sources {
                let byCluster = try await ingest.ask(operation.method, operation.url, token: cluster).status
                #expect((byCluster == .forbidden) == operation.path.contains("{cluster}"), "\(operation): \(byCluster)")
                let bySource = try await ingest.ask(operation.method, operation.url, token: source).status
                // A source that isn't configured isn't there, whoever asks.
                #expect(bySource == .forbidden || operation.path.contains("{source}") && bySource == .notFound, "\(operation): \(bySource)")
            }
            let own = try await ingest.ask("POST", "/webhook/alertmanager/prod", token: cluster).status
            #expect(own == .badRequest)
        }
    }

    /// Two incidents of the cluster `a`, and what there is of the first one.
    private struct Found {
        let incidents: [String]
        let fingerprint: String
        let job: String

        init(in ingest: RunningIngest, source: String, reader: String) async throws {
            let alerts = ["one", "two"].map { #"{"labels":{"alertname":"A","namespace":"\#($0)"},"startsAt":"2026-11-21T07:42:39Z"}"# }
            let body = #"{"version":"4","alerts":[\#(alerts.joined(separator: ","))]}"#
            let receipt = try await ingest.send("POST", "/webhook/alertmanager/a", body: body, token: source)
            incidents = try JSONDecoder().decode(JSONValue.self, from: Data(receipt.body))["incidents"]?.array?.compactMap(\.string) ?? []
            guard incidents.count == 2 else { throw TestSupportError("taken as \(incidents)") }
            let read = try await ingest.ask("GET", "/api/v1/incidents/\(incidents[0])", token: reader)
            let detail = try JSONDecoder().decode(JSONValue.self, from: Data(read.body))
            guard let alert = detail["alerts"]?.array?.first?["fingerprint"]?.string, let number = detail["jobs"]?.array?.first?["id"]?.integer else {
                throw TestSupportError("\(detail)")
            }
            fingerprint = alert
            job = String(number)
        }

        /// Something of the first incident in the place of each parameter.
        func url(of operation: Operation) -> String {
            let id =
                switch operation.path {
                case let path where path.hasPrefix("/api/v1/jobs/"): job
                case let path where path.contains("/alerts/{"): fingerprint
                default: incidents[0]
                }
            return operation.path.replacing("{id}", with: id).replacing("{fingerprint}", with: id)
        }

        /// One that is taken.
        func body(of operation: Operation) -> String {
            switch operation.path.split(separator: "/").last {
            case "comments": #"{"text":"x"}"#
            case "merge": #"{"into":"\#(incidents[1])"}"#
            case "split": #"{"alerts":["\#(fingerprint)"]}"#
            case "move": #"{"alerts":["\#(fingerprint)"],"to":"\#(incidents[1])"}"#
            case "feedback": #"{"alert_name":"A","subject":"one","vote":"up"}"#
            default: operation.path.hasPrefix("/incidents/") ? "action=comment&comment=x" : operation.method == "PATCH" ? #"{"assignee":"x"}"# : "{}"
            }
        }
    }

    @Test func `ends at a token's cluster on every route that names something of another, and nothing is changed by it`() async throws {
        try await Self.with { ingest, _, tokens in
            let source = try await tokens.make(.source).text
            let own = try await tokens.make(.admin, cluster: "a").text
            var others: [Role: String] = [:]
            for role in Role.allCases { others[role] = try await tokens.make(role, cluster: "b").text }
            let last = try #require(others[.admin])
            try await eventually("the tokens are known") { try await Self.isLetIn(ingest, last) }
            let found = try await Found(in: ingest, source: source, reader: own)
            func timeline() async throws -> [UInt8] {
                try await ingest.ask("GET", "/api/v1/incidents/\(found.incidents[0])/timeline", token: own).body
            }
            let before = try await timeline()
            let operations = try await Self.operations(of: ingest).filter { $0.path.contains("{id}") || $0.path.contains("{fingerprint}") }
            #expect(operations.count >= 18)
            for operation in operations {
                for (role, token) in others {
                    let answer = try await ingest.send(operation.method, found.url(of: operation), body: found.body(of: operation), token: token)
                    let expected: HTTPResponse.Status = operation.access.admits(role) ? .notFound : .forbidden
                    #expect(answer.status == expected, "\(operation) as \(role) of another cluster: \(answer.status)")
                    #expect(!String(decoding: answer.body, as: UTF8.self).contains("\"A\""))
                }
            }
            #expect(try await timeline() == before)
            // Its own cluster's token is let in by each of them: what was asked for was right.
            for operation in operations {
                let status = try await ingest.send(operation.method, found.url(of: operation), body: found.body(of: operation), token: own).status
                // There is no analysis to rate.
                let isUnanalysed = operation.path.hasSuffix("/feedback") && status == .badRequest
                #expect([200, 201, 204, 303, 409].contains(status.code) || isUnanalysed, "\(operation): \(status)")
            }
            #expect(try await timeline() != before)
        }
    }

    @Test func `begins and ends on every replica soon after a token does`() async throws {
        try await Self.with(replicas: 2) { one, other, tokens in
            let token = try await tokens.make(.viewer)
            for replica in [one, other] {
                try await eventually("let in", within: .seconds(4)) { try await Self.isLetIn(replica, token.text) }
            }
            #expect(try await tokens.store.revoke(token.id, by: "test", at: .now()))
            for replica in [one, other] {
                try await eventually("shut out", within: .seconds(4)) { try await !Self.isLetIn(replica, token.text) }
            }
        }
    }

    @Test func `is given by the tokens of the settings, each in its role`() async throws {
        let (old, new, admin) = (String(repeating: "o", count: 32), String(repeating: "n", count: 32), String(repeating: "a", count: 32))
        try await Self.with(settings: ["SOURCE_TOKEN": "\(old),\(new)", "ADMIN_TOKEN": admin]) { (ingest, _, _) async throws in
            for token in [old, new] {
                #expect(try await ingest.ask("POST", "/api/v1/alerts", token: token).status == .badRequest)
                #expect(try await ingest.ask("GET", "/api/v1/incidents", token: token).status == .forbidden)
            }
            #expect(try await ingest.ask("GET", "/api/v1/incidents", token: admin).status == .ok)
        }
    }

    @Test func `asks browsers for a password, on a page`() async throws {
        try await Self.with { ingest, _, _ in
            let page = try await ingest.get("/", accept: "text/html")
            #expect(page.status == .unauthorized)
            #expect(page.headers[values: .wwwAuthenticate].contains { $0.hasPrefix("Basic realm=") })
            #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
        }
    }

    @Test func `goes on for those who are known while PostgreSQL is away`() async throws {
        let server = try await PostgresServer()
        let name = try await server.database().parameters["dbname"] ?? ""
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let settings = ["ACCESS_CONTROL": "tokens", "DATABASE_ACQUIRE_TIMEOUT_SECONDS": "0.5"]
        try await RunningIngest.with(databaseURL: server.url(database: name), settings: settings) { ingest in
            let connection = try await PostgresConnection.connect(server.configuration(database: name), logger: logger)
            let token = try await Tokens(store: PostgresTokens(connection: connection)).make(.source).text
            await connection.close()
            try await eventually("known") { try await ingest.ask("POST", "/api/v1/alerts", token: token).status != .unauthorized }
            try await server.stop(.immediate)
            #expect(try await ingest.post(#"[{"labels":{"alertname":"A"}}]"#, to: "/api/v1/alerts", token: token).status == .serviceUnavailable)
            #expect(try await ingest.ask("GET", "/api/v1/incidents", token: token).status == .forbidden)
        }
        try await server.stop(.kill)
    }
}

extension RunningIngest {
    /// Asks with an empty object as the body, where there is one.
    func ask(_ method: String, _ path: String, token: String?) async throws -> OutboundResponse {
        try await send(method, path, body: method == "GET" ? "" : "{}", token: token)
    }

    func post(_ body: String, to path: String, token: String?) async throws -> OutboundResponse {
        try await send("POST", path, body: body, token: token)
    }

    func send(_ method: String, _ path: String, body: String, token: String?) async throws -> OutboundResponse {
        var headers: HTTPFields = [.contentType: body.hasPrefix("action=") ? "application/x-www-form-urlencoded" : "application/json"]
        // The forms of the pages take what comes from the pages alone.
        headers[.origin] = "http://127.0.0.1:\(port)"
        headers[.authorization] = token.map { "Bearer \($0)" }
        return try await transport.send(
            OutboundRequest(
                method: HTTPRequest.Method(method) ?? .get, url: "http://127.0.0.1:\(port)\(path)", headers: headers,
                body: method == "GET" ? [] : Array(body.utf8),
                timeout: .seconds(20)))
    }
}
