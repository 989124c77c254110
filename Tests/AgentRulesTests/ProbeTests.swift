import Contracts
import Primitives
import Testing

/// Probes: what fails, and whether the probe or the program is wrong.
@Suite struct ProbeTests {
    static func spec(_ probe: String, port: Int = 8080, declared: Int = 8080) -> JSONValue {
        Scene.spec(
            .object([
                "ports": [["name": "http", "containerPort": .integer(Int64(declared))]],
                probe: ["httpGet": ["path": "/healthz", "port": .integer(Int64(port))], "periodSeconds": 5],
            ]))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var message: String
        var port: Int
        var log: String
        var expected: CauseCategory
        var testDescription: String { message + " " + log }
    }

    static let unready: [Case] = [
        Case(message: "Readiness probe failed: HTTP probe failed with statuscode: 404", port: 8080, log: "", expected: .readinessProbeFailing),
        Case(message: "Readiness probe failed: HTTP probe failed with statuscode: 503", port: 8080, log: "", expected: .readinessProbeFailing),
        Case(
            message: "Readiness probe failed: Get \"http://10.1.0.5:9090/healthz\": dial tcp 10.1.0.5:9090: connect: connection refused", port: 9090,
            log: "", expected: .readinessProbeWrongPort),
        Case(
            message: "Readiness probe failed: Get \"http://10.1.0.5:8080/healthz\": dial tcp 10.1.0.5:8080: connect: connection refused", port: 8080,
            log: "INFO listening on :8081", expected: .readinessProbeWrongPort),
        Case(
            message: "Readiness probe failed: Get \"http://10.1.0.5:8080/healthz\": dial tcp 10.1.0.5:8080: connect: connection refused", port: 8080,
            log: "", expected: .readinessProbeFailing),
        Case(
            message: "Readiness probe failed: Get \"https://10.1.0.5:8080/\": http: server gave HTTP response to HTTPS client", port: 8080, log: "",
            expected: .readinessProbeWrongProtocol),
    ]

    @Test(arguments: unready) func anUnreadyContainerNamesWhatItsProbeSays(one: Case) {
        var scene = Scene()
        scene.deployment("web", spec: Self.spec("readinessProbe", port: one.port), statuses: [Scene.notReady()])
        scene.event("Unhealthy", one.message, name: Scene.firstPod("web"), container: "app", count: 200)
        if !one.log.isEmpty { scene.log(Scene.firstPod("web"), one.log) }
        let cause = scene.cause(["pod": Scene.firstPod("web")])
        #expect(cause.category == one.expected)
        #expect(cause.object == "Deployment shop/web (container app)")
    }

    static let kills: [Case] = [
        Case(message: "Liveness probe failed: HTTP probe failed with statuscode: 500", port: 8080, log: "", expected: .livenessProbeFailing),
        Case(
            message: "Liveness probe failed: Get \"http://10.1.0.5:9090/healthz\": dial tcp 10.1.0.5:9090: connect: connection refused", port: 9090,
            log: "", expected: .livenessProbeWrongPort),
        Case(
            message: "Liveness probe failed: Get \"https://10.1.0.5:8080/\": http: server gave HTTP response to HTTPS client", port: 8080, log: "",
            expected: .livenessProbeWrongProtocol),
        Case(
            message:
                "Liveness probe failed: Get \"http://10.1.0.5:8080/healthz\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            port: 8080, log: "", expected: .livenessProbeTiming),
        Case(
            message: "Liveness probe failed: Get \"http://10.1.0.5:8080/healthz\": dial tcp 10.1.0.5:8080: connect: connection refused", port: 8080,
            log: "INFO loading model, please wait", expected: .livenessProbeTiming),
    ]

    @Test(arguments: kills, [137, 143, 0]) func livenessKillsWithAnyExitCode(one: Case, code: Int) {
        var scene = Scene()
        scene.deployment("web", spec: Self.spec("livenessProbe", port: one.port), statuses: [Scene.crashLooping(code)])
        scene.event("Unhealthy", one.message, name: Scene.firstPod("web"), container: "app")
        scene.event(
            "Killing", "Container app failed liveness probe, will be restarted", name: Scene.firstPod("web"), container: "app", type: "Normal")
        if !one.log.isEmpty { scene.log(Scene.firstPod("web"), one.log) }
        #expect(scene.cause(["pod": Scene.firstPod("web")]).category == one.expected)
    }

    @Test func aStartupProbeThatKillsIsNamed() {
        var scene = Scene()
        scene.deployment("web", spec: Self.spec("startupProbe"), statuses: [Scene.crashLooping(137)])
        scene.event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 503", name: Scene.firstPod("web"), container: "app")
        scene.event("Killing", "Container app failed startup probe, will be restarted", name: Scene.firstPod("web"), container: "app", type: "Normal")
        #expect(scene.cause(["pod": Scene.firstPod("web")]).category == .startupProbeFailing)
    }
}
