import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What is true of an alert in its first minutes stays true when it has been firing for days.
@Suite("An alert that has been firing for long")
struct LongAlertTests {
    private static let errors = ["deployment": "web", "alertname": "CheckoutErrors5xx"]

    /// A workload that is well, and its autoscaler, which lost its metrics so many seconds ago.
    private static func scene(blindFor seconds: Int) -> Scene {
        var scene = Scene()
        scene.deployment("web")
        scene.snapshot.autoscalers = [
            HorizontalPodAutoscaler([
                "metadata": Scene.metadata("web", age: 9_000_000),
                "spec": ["scaleTargetRef": ["kind": "Deployment", "name": "web"], "minReplicas": 1, "maxReplicas": 9],
                "status": [
                    "currentReplicas": 1,
                    "conditions": [
                        [
                            "type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric", "message": "no metrics returned",
                            "lastTransitionTime": .string(Scene.ago(seconds)),
                        ]
                    ],
                ],
            ])
        ]
        return scene
    }

    @Test(
        "keeps the cause that came with it, and takes none that was there before",
        arguments: [720, 90_000, 259_200], [0, 900, 3600])
    func causes(firing: Int, pending: Int) {
        var scene = Self.scene(blindFor: firing + pending + 60)
        scene.snapshot.alertPending = .seconds(pending)
        #expect(scene.analyze(Self.errors, startedSecondsAgo: firing).rootCauses.first?.category == .hpaMetricsUnavailable)
        var standing = Self.scene(blindFor: firing + pending + 1000)
        standing.snapshot.alertPending = .seconds(pending)
        #expect(standing.analyze(Self.errors, startedSecondsAgo: firing).rootCauses.first?.category != .hpaMetricsUnavailable)
    }

    /// A log whose last minute is all that was read, or all that there is.
    private static func scene(isWhole: Bool, runningFor seconds: Int = 200_000) -> Scene {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.ready(since: seconds)])
        let line = "ERROR can't render the template of locale xx"
        scene.log(Scene.firstPod("web"), line, "INFO served /a", line, "INFO served /b", line, "INFO served /c", line)
        scene.snapshot.logs[0].isWhole = isWhole
        return scene
    }

    @Test("isn't explained by errors of which a log's tail doesn't say since when")
    func tail() {
        let known = Self.scene(isWhole: true).analyze(Self.errors).rootCauses.first
        #expect(known?.category == .applicationCrash)
        let unknown = Self.scene(isWhole: false).analyze(Self.errors).rootCauses.first
        #expect(unknown?.category == .inconclusive)
        #expect(unknown?.explanation.contains("doesn't reach back") == true)
        let fresh = Self.scene(isWhole: false, runningFor: 400).analyze(Self.errors).rootCauses.first
        #expect(fresh?.category == .applicationCrash)
        let late = Self.scene(isWhole: true).analyze(Self.errors, startedSecondsAgo: 259_200).rootCauses.first
        #expect(late?.category == .inconclusive)
    }

    @Test("takes a level that nobody measured before for unknown, and not for new")
    func unknownLevel() {
        func category(before: Double?, isNew: Bool) -> CauseCategory? {
            var scene = Scene()
            scene.deployment("web", spec: Scene.spec(["resources": ["limits": ["cpu": "100m"]]]))
            let pod = ObjectReference(kind: "Pod", namespace: "shop", name: Scene.firstPod("web"), container: "app")
            scene.snapshot.measurements = [
                Measurement(.cpuThrottledShare, of: pod, value: 0.6, before: before, isNew: isNew, query: "q", at: Scene.now)
            ]
            return scene.analyze(["deployment": "web", "alertname": "QueueBacklogGrowing"], startedSecondsAgo: 259_200).rootCauses.first?.category
        }
        #expect(category(before: 0.01, isNew: false) == .cpuThrottling)
        #expect(category(before: nil, isNew: true) == .cpuThrottling)
        #expect(category(before: nil, isNew: false) != .cpuThrottling)
        #expect(category(before: 0.58, isNew: false) != .cpuThrottling)
    }
}
