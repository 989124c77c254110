import Primitives
import Synchronization
import Testing

@testable import ServerKit

@Suite("The overview of a service's health")
struct HealthOverviewTests {
    private func read(_ sources: HealthSource...) async -> JSONValue {
        await HealthOverview(service: "whence-test", version: "9", sources: sources).report()
    }

    @Test("holds each part with its state and its figures")
    func parts() async {
        let report = await read(
            HealthSource(HealthCheck("database") { .ok }), HealthSource("queue") { ["queue": HealthComponent(.ok, figures: ["queued": 3])] })
        #expect(report["status"] == "ok")
        #expect(report["service"] == "whence-test")
        #expect(report["components"] == ["database": ["status": "ok"], "queue": ["status": "ok", "queued": 3]])
    }

    @Test("is as bad as its parts, but not for want of what isn't configured")
    func overall() async {
        let off = HealthSource("ai") { ["ai": HealthComponent(.off)] }
        let minor = HealthSource(HealthCheck("agent", isCritical: false) { .failed("gone") })
        let major = HealthSource(HealthCheck("database") { .failed("gone") })
        #expect(await read(off)["status"] == "ok")
        #expect(await read(off, minor)["status"] == "degraded")
        #expect(await read(HealthSource("ai") { ["ai": HealthComponent(.unknown)] })["status"] == "degraded")
        #expect(await read(minor, major)["status"] == "failed")
    }

    @Test("doesn't wait for a part that doesn't answer")
    func stuck() async {
        let stuck = HealthSource("one", "two", timeout: .milliseconds(10)) {
            try? await Task.sleep(for: .seconds(600))
            return [:]
        }
        let report = await read(stuck)
        #expect(report["components"]?["one"]?["status"] == "failed")
        #expect(report["components"]?["two"]?["detail"]?.string?.hasPrefix("no answer within") == true)
    }

    @Test("is made once for all who ask at about the same time")
    func once() async {
        let count = Mutex(0)
        let overview = HealthOverview(
            service: "", version: "",
            sources: [
                HealthSource("a") {
                    count.withLock { $0 += 1 }
                    return ["a": HealthComponent(.ok)]
                }
            ])
        let first = await overview.report()
        let second = await overview.report()
        #expect(first == second)
        #expect(count.withLock { $0 } == 1)
    }
}
