import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What was measured of requests: of the target's calls, and of those to it.
@Suite struct RequestTests {
    private static let web = ObjectReference(kind: "Deployment", namespace: Scene.namespace, name: "web")
    private static let errors = ["deployment": "web", "alertname": "WebErrorRateHigh"]

    private static func measured(
        _ quantity: Measurement.Quantity, of peer: String? = nil, now: Double, before: Double?, holds: Bool? = nil, changed: Int = 400
    ) -> Measurement {
        Measurement(
            quantity, of: web, detail: peer, value: now, before: before, changedAt: Scene.now - .seconds(Int64(changed)), holds: holds, query: "q",
            at: Scene.now)
    }

    private static func scene(_ measurements: Measurement...) -> Scene {
        var scene = Scene()
        scene.deployment("web")
        scene.deployment("pricing")
        scene.service("pricing", selector: ["app": "pricing"])
        scene.snapshot.measurements = measurements
        return scene
    }

    @Test(arguments: ["pricing", "pricing:80", "pricing.shop.svc.cluster.local", "pricing, 503"]) func aPeerThatAnswersWithErrorsIsNamed(host: String)
    {
        let response = Self.scene(Self.measured(.dependencyErrorShare, of: host, now: 0.4, before: 0.001)).analyze(Self.errors)
        #expect(response.rootCauses.first?.category == .dependencyUnhealthy)
        #expect(response.rootCauses.first?.object?.name == "pricing")
        #expect(response.evidence.contains { $0.text.contains("40%") })
    }

    @Test func aPeerThatIsLateIsNamed() {
        let labels = ["deployment": "web", "alertname": "WebLatencyP99High"]
        let cause = Self.scene(Self.measured(.dependencyLatency, of: "pricing", now: 2.5, before: 0.2)).cause(labels)
        #expect(cause.category == .slowDependency)
        #expect(cause.object == "Deployment shop/pricing")
    }

    @Test func whatIsWrongWithThePeerItselfComesBeforeItsAnswers() {
        var scene = Scene()
        scene.deployment("web")
        scene.deployment("pricing", statuses: [Scene.crashLooping(137, "OOMKilled")])
        scene.service("pricing", selector: ["app": "pricing"])
        scene.snapshot.measurements = [Self.measured(.dependencyErrorShare, of: "pricing", now: 1, before: 0)]
        #expect(scene.cause(Self.errors).category == .oomKilled)
    }

    /// As bad before, too little, or of an alert that is about something else.
    @Test(arguments: [
        (0.4, 0.35, "WebErrorRateHigh"), (0.02, 0.0, "WebErrorRateHigh"), (0.4, 0.0, "KubePodNotReady"), (0.4, 0.0, "CertificateExpiresSoon"),
    ])
    func errorsThatDidNotRaiseTheAlertAreNoCause(now: Double, before: Double, alert: String) {
        let scene = Self.scene(Self.measured(.dependencyErrorShare, of: "pricing", now: now, before: before))
        #expect(scene.cause(["deployment": "web", "alertname": alert]).category == .healthy)
    }

    // MARK: The alert's own measurement

    @Test func nothingIsCalledWellWhileTheAlertsExpressionHolds() {
        let response = Self.scene(Self.measured(.alertExpression, now: 3, before: 0, holds: true)).analyze(Self.errors)
        #expect(response.rootCauses.first?.category == .inconclusive)
        #expect(response.evidence.contains { $0.text.contains("the alert's expression") })
    }

    @Test func anExpressionThatNoLongerHoldsIsNoObjection() {
        #expect(Self.scene(Self.measured(.alertExpression, now: 0, before: 0, holds: false)).cause(Self.errors).category == .healthy)
    }

    @Test func ofPodsTheAPIServersWordIsNewerThanAMeasurement() {
        let labels = ["deployment": "web", "alertname": "KubePodCrashLooping", "job": "kube-state-metrics"]
        #expect(Self.scene(Self.measured(.alertExpression, now: 3, before: 0, holds: true)).cause(labels).category == .healthy)
    }

    @Test func nothingIsCalledWellWhileItsRequestsFail() {
        #expect(Self.scene(Self.measured(.errorShare, now: 0.3, before: 0)).cause(Self.errors).category == .inconclusive)
    }

    // MARK: Releases

    /// `web` with a ReplicaSet of another image, made as long ago.
    private static func released(secondsAgo: Int) -> Scene {
        var scene = scene(measured(.errorShare, now: 0.3, before: 0, changed: 400))
        let template: JSONValue = [
            "metadata": ["labels": ["app": "web"]], "spec": scene.snapshot.replicaSets[0].template.json["spec"] ?? .null,
        ]
        var old = template.object ?? [:]
        old["spec"] = Scene.spec(["image": "registry.example/app:0.9"])
        scene.snapshot.replicaSets = [
            ReplicaSet([
                "metadata": Scene.metadata(
                    "web-6d4cf56db6", uid: "uid-ReplicaSet-web-6d4cf56db6", owner: ("Deployment", "web"), age: secondsAgo,
                    annotations: ["deployment.kubernetes.io/revision": "2"]),
                "spec": ["replicas": 1, "template": template], "status": ["replicas": 1],
            ]),
            ReplicaSet([
                "metadata": Scene.metadata(
                    "web-5c9d8b7f6d", uid: "uid-old", owner: ("Deployment", "web"), age: 90_000,
                    annotations: ["deployment.kubernetes.io/revision": "1"]),
                "spec": ["replicas": 0, "template": .object(old)], "status": ["replicas": 0],
            ]),
        ]
        return scene
    }

    @Test func requestsThatFailSinceARolloutAreTheReleases() {
        let response = Self.released(secondsAgo: 600).analyze(Self.errors)
        #expect(response.rootCauses.first?.category == .applicationCrash)
        #expect(response.evidence.contains { $0.text.contains("0.9") })
    }

    @Test func aRolloutHoursBeforeIsNoReason() {
        #expect(Self.released(secondsAgo: 8000).cause(Self.errors).category == .inconclusive)
    }
}
