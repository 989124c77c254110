import AgentDomain
import Primitives
import Testing

@testable import AgentAnalysis
@testable import Tempo

@Suite("A trace")
struct TraceReductionTests {
    private static let start = Timestamp(microseconds: 1_795_247_036_000_000)

    private func span(
        _ id: String, under parent: String? = nil, _ service: String, _ name: String, _ kind: StoredSpan.Kind = .server, from: Int, to: Int,
        failed: String? = nil, _ attributes: [String: String] = [:]
    ) -> StoredSpan {
        StoredSpan(
            id: id, parentID: parent, name: name, kind: kind, start: Self.start + .milliseconds(from), end: Self.start + .milliseconds(to),
            isFailed: failed != nil, statusMessage: failed, attributes: attributes, resource: ["service.name": service, "k8s.namespace.name": "shop"])
    }

    private func reduce(_ spans: [StoredSpan]) throws -> RequestTrace {
        let id = try #require(TraceID("1"))
        let reduction = try #require(TraceReduction(StoredTrace(id: id, spans: spans, isComplete: true)))
        return reduction.trace(id, query: "{}")
    }

    @Test("blames the database that nobody traces, where the failure began")
    func untraced() throws {
        let trace = try reduce([
            span("a", "frontend", "GET /cart", from: 0, to: 900, failed: "502"),
            span("b", under: "a", "frontend", "GET", .client, from: 10, to: 890, failed: "502"),
            span("c", under: "b", "orders", "GET /orders", from: 20, to: 880, failed: "internal"),
            span(
                "d", under: "c", "orders", "SELECT", .client, from: 30, to: 60, failed: "connection refused",
                ["server.address": "orders-db", "server.port": "5432", "db.system": "postgresql"]),
        ])
        let blame = try #require(trace.blame)
        #expect(blame.fault == .failed && blame.service == "orders-db" && !blame.isTraced)
        #expect(blame.span.peer == PeerAddress(host: "orders-db", port: 5432))
        #expect(trace.failing.map(\.service) == ["orders", "orders", "frontend", "frontend"])
        #expect(trace.failing.first?.message == "connection refused")
        #expect(trace.rootService == "frontend" && trace.duration == .milliseconds(900))
    }

    @Test("blames the service whose own time makes the request slow")
    func slow() throws {
        let trace = try reduce([
            span("a", "frontend", "GET /", from: 0, to: 2000), span("b", under: "a", "frontend", "GET", .client, from: 10, to: 1990),
            span("c", under: "b", "pricing", "GET /price", from: 20, to: 1980),
            span("d", under: "c", "pricing", "GET key", .client, from: 30, to: 40),
        ])
        let blame = try #require(trace.blame)
        #expect(blame.fault == .slow && blame.service == "pricing" && blame.isTraced)
        #expect(blame.share > 0.9)
        #expect(trace.criticalPath.map(\.service) == ["frontend", "frontend", "pricing", "pricing"])
        #expect(trace.slowest.first?.service == "pricing")
        #expect(trace.slowest.first?.selfTime == .milliseconds(1950))
    }

    @Test("blames the callee that its caller gave up on")
    func gaveUp() throws {
        let trace = try reduce([
            span("a", "frontend", "GET /", from: 0, to: 1000, failed: "timeout"),
            span("b", under: "a", "frontend", "GET", .client, from: 0, to: 1000, failed: "deadline exceeded"),
            span("c", under: "b", "search", "GET /find", from: 5, to: 3000),
        ])
        #expect(trace.blame?.fault == .slow)
        #expect(trace.blame?.service == "search")
    }

    @Test("that went well and fast blames nobody")
    func fine() throws {
        let trace = try reduce([span("a", "frontend", "GET /", from: 0, to: 80), span("b", under: "a", "orders", "GET", from: 10, to: 70)])
        #expect(trace.blame == nil)
        #expect(trace.failing.isEmpty)
    }

    @Test("takes time that passes side by side once")
    func parallel() throws {
        let tree = try #require(
            SpanTree([
                span("a", "f", "root", from: 0, to: 100), span("b", under: "a", "f", "one", from: 10, to: 60),
                span("c", under: "a", "f", "two", from: 20, to: 90),
            ]))
        #expect(tree.selfTime(of: 0) == .milliseconds(20))
        let shares = tree.criticalPath().map(\.share)
        #expect(shares.reduce(.zero, +) == .milliseconds(100))
    }

    @Test("that is broken is read as far as it goes: circles, lost parents, no end")
    func broken() throws {
        let trace = try reduce([
            span("a", under: "b", "x", "1", from: 0, to: 10), span("b", under: "a", "x", "2", from: 0, to: 10),
            span("c", under: "gone", "y", "3", from: 5, to: 700), span("d", under: "d", "z", "4", from: 5, to: 6),
        ])
        #expect(trace.spanCount == 4)
        #expect(trace.rootService == "y")
    }
}
