import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Primitives
import ServerKit
import Synchronization
import Testing

@Suite("Health and the API's document")
struct HealthTests {
    private func get(_ uri: String, checks: [HealthCheck] = []) async throws -> (status: Int, body: String, type: String?) {
        try await TestService(checks: checks).application.test(.router) { client in
            let response = try await client.executeRequest(uri: uri, method: .get, headers: [:], body: nil)
            return (response.status.code, String(buffer: response.body), response.headers[.contentType])
        }
    }

    private let down = HealthCheck("database") { .failed("connection refused") }

    @Test("a service lives though what it needs is down")
    func live() async throws {
        #expect(try await get("/healthz", checks: [down]).status == 200)
        #expect(try await get("/ping", checks: [down]).body == "pong")
    }

    @Test("it is ready while no critical check fails, and says how each went")
    func ready() async throws {
        let minor = HealthCheck("agent", isCritical: false) { .failed("no answer") }
        let good = HealthCheck("disk") { .ok }
        let (status, body, _) = try await get("/readyz", checks: [minor, good])
        #expect(status == 200)
        let report = try JSONDecoding.decode(JSONValue.self, from: Array(body.utf8))
        #expect(report["status"]?.string == "degraded")
        #expect(report["checks"]?["agent"]?["detail"]?.string == "no answer")
        #expect(report["checks"]?["disk"]?["status"]?.string == "ok")
        #expect(try await get("/readyz", checks: [good, down]).status == 503)
    }

    @Test("it is looked at once for all who ask at about the same time")
    func shared() async throws {
        let looks = Mutex(0)
        let service = TestService(checks: [
            HealthCheck("database") {
                looks.withLock { $0 += 1 }
                return .ok
            }
        ])
        try await service.application.test(.router) { client in
            for _ in 0..<20 { _ = try await client.executeRequest(uri: "/readyz", method: .get, headers: [:], body: nil) }
        }
        // All of them within a second, unless the machine is very busy.
        #expect(looks.withLock { $0 } < 20)
    }

    @Test("anyone is told the kind of a failure, the log its text, once")
    func kinds() async throws {
        struct Refused: Error, CustomStringConvertible {
            var description: String { "db-7.internal (10.1.2.3) refused user whence" }
        }
        let service = TestService()
        let log = HealthLog(service.logger)
        let check = HealthCheck("database", log: log, kind: { _ in "the database refuses" }) { () throws(Refused) in throw Refused() }
        let reports = [await HealthReport.make([check]), await HealthReport.make([check])]
        #expect(reports.allSatisfy { $0.checks["database"]?.detail == "the database refuses" })
        #expect(service.log.all.filter { $0.contains("db-7.internal") }.count == 1)
        log.note(nil, of: "database")
        #expect(service.log.all.filter { $0.contains("passes again") }.count == 1)
    }

    @Test("a check that doesn't end has failed at its timeout")
    func stuck() async throws {
        let stuck = HealthCheck("stuck", timeout: .milliseconds(50)) {
            try? await Task.sleep(for: .seconds(600))
            return .ok
        }
        let start = ContinuousClock.now
        #expect(try await get("/readyz", checks: [stuck]).status == 503)
        #expect(start.duration(to: .now) < .seconds(30))
    }

    @Test("the API's document is served as JSON, texts as texts and numbers as numbers")
    func document() async throws {
        let (status, body, type) = try await get("/openapi.json")
        #expect(status == 200)
        #expect(type == "application/json")
        #expect(body == #"{"info":{"title":"Test","version":"1.0"},"openapi":"3.1.0"}"#)
    }

    @Test("a router knows its routes")
    func routes() {
        let routes = TestService().router.routes.all.map { "\($0.method.rawValue) \($0.path)" }
        #expect(routes.contains("GET /healthz"))
        #expect(routes.contains("PUT /greetings/{id}"))
    }
}
