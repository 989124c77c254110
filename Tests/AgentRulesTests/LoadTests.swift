import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What is measured, logged or alerted of memory, processors, volumes and the network.
@Suite struct LoadTests {
    static let gibibyte = 1_073_741_824.0

    static func measured(
        _ quantity: Measurement.Quantity, of object: ObjectReference, value: Double, before: Double? = nil, bound: Double? = nil, trend: Trend? = nil
    )
        -> Measurement
    {
        Measurement(
            quantity, of: object, value: value, before: before, bound: bound, trend: trend,
            forecast: bound.flatMap { bound in trend.flatMap { Forecast.reaches(bound, $0, at: Scene.now) } }, query: "q", at: Scene.now)
    }

    static let pod = ObjectReference(kind: "Pod", namespace: "shop", name: Scene.firstPod("web"), container: "app")
    static let node = ObjectReference(kind: "Node", namespace: nil, name: "worker-1")

    static func scene(_ measurements: Measurement..., build: (inout Scene) -> Void = { $0.deployment("web") }) -> Scene {
        var scene = Scene()
        build(&scene)
        scene.snapshot.measurements = measurements
        return scene
    }

    @Test func memoryNearItsLimitIsPressure() {
        let scene = Self.scene(Self.measured(.memoryWorkingSet, of: Self.pod, value: 0.97 * Self.gibibyte, bound: Self.gibibyte))
        #expect(scene.cause(["pod": Scene.firstPod("web"), "alertname": "ContainerMemoryNearLimit"]).category == .memoryPressure)
    }

    @Test func memoryFarFromItsLimitIsNothing() {
        let scene = Self.scene(Self.measured(.memoryWorkingSet, of: Self.pod, value: 0.4 * Self.gibibyte, bound: Self.gibibyte))
        #expect(scene.cause(["pod": Scene.firstPod("web"), "alertname": "ContainerMemoryNearLimit"]).category == .healthy)
    }

    @Test func aSteadyRiseTowardsTheLimitIsALeak() {
        let trend = Trend(slope: 250_000, level: 0.9 * Self.gibibyte, fit: 0.97, span: .seconds(3000))
        let scene = Self.scene(Self.measured(.memoryWorkingSet, of: Self.pod, value: 0.9 * Self.gibibyte, bound: Self.gibibyte, trend: trend))
        #expect(scene.cause(["pod": Scene.firstPod("web")]).category == .memoryLeak)
    }

    @Test func aLogThatCountsUpToTheKillTellsOfALeak() {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.crashLooping(137, "OOMKilled")])
        let lines = (0..<12).map { ContainerLog.Line(time: Scene.now - .seconds(Int64(300 - $0 * 20)), text: "INFO cache holds \(20 + $0 * 9) MB") }
        scene.snapshot.logs = [
            ContainerLog(namespace: "shop", pod: Scene.firstPod("web"), container: "app", isPrevious: false, content: .lines(lines))
        ]
        let response = scene.analyze(["pod": Scene.firstPod("web")])
        #expect(response.rootCauses.map(\.category) == [.memoryLeak, .oomKilled])
    }

    @Test func aKillWithoutAHistoryStaysAKill() {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.crashLooping(137, "OOMKilled")])
        scene.log(Scene.firstPod("web"), "INFO loading 200 MB", "INFO loading 400 MB")
        #expect(scene.analyze(["pod": Scene.firstPod("web")]).rootCauses.map(\.category) == [.oomKilled])
    }

    @Test func anIdlePodsThrottlingAlertIsNothing() {
        let scene = Self.scene(Self.measured(.cpuThrottledShare, of: Self.pod, value: 0.01)) { scene in
            scene.deployment("web", spec: Scene.spec(["resources": ["limits": ["cpu": "100m"]]]))
        }
        #expect(scene.cause(["pod": Scene.firstPod("web"), "alertname": "CPUThrottlingHigh"]).category == .healthy)
    }

    @Test func aNeighbourThatTakesTheNodesCPUIsNamed() {
        let neighbour = ObjectReference(kind: "Pod", namespace: "shop", name: Scene.firstPod("batch"), container: "app")
        let scene = Self.scene(
            Self.measured(.nodeCPUUsed, of: Self.node, value: 0.98), Self.measured(.cpuUsage, of: neighbour, value: 3.4),
            Self.measured(.cpuUsage, of: Self.pod, value: 0.2)
        ) { scene in
            scene.deployment("web")
            scene.deployment("batch")
        }
        let cause = scene.cause(["deployment": "web", "alertname": "LatencyHigh"])
        #expect(cause.category == .noisyNeighbour)
        #expect(cause.object == "Deployment shop/batch")
        #expect(scene.cause(["node": "worker-1", "namespace": "", "alertname": "NodeCPUHighUsage"]).category == .cpuSaturation)
    }

    /// What Prometheus says of a node and of who shares it, with a pod of a namespace that wasn't read.
    private static func shared(
        used: (Double, before: Double), waiting: (Double, before: Double)? = nil, batch: (Double, before: Double?), own: Double
    ) -> Scene {
        func share(_ namespace: String, _ pod: String, _ value: Double, _ before: Double?) -> Measurement {
            Measurement(
                .nodeCPUByPod, of: ObjectReference(kind: "Pod", namespace: namespace, name: pod), detail: "worker-1", value: value, before: before,
                query: "topk(16, …)", at: Scene.now)
        }
        func measured(_ quantity: Measurement.Quantity, _ level: (Double, before: Double)) -> Measurement {
            Measurement(quantity, of: Self.node, value: level.0, before: level.before, query: "…", at: Scene.now)
        }
        var scene = Scene()
        scene.deployment("web")
        scene.snapshot.measurements =
            [
                measured(.nodeCPUUsed, used), share("research", "backfill-x7k2p", batch.0, batch.before),
                share("shop", Scene.firstPod("web"), own, own * 4),
            ] + (waiting.map { [measured(.nodePressureCPU, $0)] } ?? [])
        return scene
    }

    @Test func aNeighbourOfAnotherNamespaceIsNamedWithWhatItTook() {
        let scene = Self.shared(used: (0.99, before: 0.3), waiting: (0.8, before: 0.02), batch: (3.6, before: nil), own: 0.2)
        let cause = scene.analyze(["deployment": "web", "alertname": "LatencyHigh"]).rootCauses.first
        #expect(cause?.category == .noisyNeighbour)
        #expect(cause?.object?.description == "Pod research/backfill-x7k2p")
        #expect(cause?.explanation.contains("uses 3.6 CPUs") == true)
    }

    @Test func aNeighbourThatAlwaysTookAsMuchIsNotTheReason() {
        let scene = Self.shared(used: (0.99, before: 0.85), waiting: (0.8, before: 0.2), batch: (3.0, before: 2.9), own: 0.2)
        let cause = scene.cause(["deployment": "web", "alertname": "LatencyHigh"])
        #expect(cause.category == .cpuSaturation)
        #expect(cause.object == "Node worker-1")
    }

    @Test func aNodeThatIsKeptBusyAndLetsNobodyWaitHarmsNobody() {
        let labels = ["deployment": "web", "alertname": "LatencyHigh"]
        #expect(
            Self.shared(used: (0.95, before: 0.94), waiting: (0.04, before: 0.04), batch: (3.0, before: 3), own: 0.2).cause(labels).category
                == .healthy)
        #expect(Self.shared(used: (0.95, before: 0.95), batch: (3.0, before: 3), own: 0.2).cause(labels).category == .healthy)
        #expect(
            Self.shared(used: (0.5, before: 0.2), waiting: (0.1, before: 0.02), batch: (3.0, before: nil), own: 0.2).cause(labels).category
                == .healthy)
    }

    @Test func anAlertOfTheNodeNamesItsLargestUsers() {
        let scene = Self.shared(used: (0.97, before: 0.3), batch: (3.6, before: 0.1), own: 0.2)
        let cause = scene.analyze(["node": "worker-1", "namespace": "", "alertname": "NodeCPUHighUsage"]).rootCauses.first
        #expect(cause?.category == .cpuSaturation)
        #expect(cause?.explanation.contains("backfill-x7k2p 3.6 CPUs, 0.1 before the alert") == true)
    }

    @Test func anAutoscalerThatCantMeasureIsWhyAWorkloadStaysThrottled() {
        func scene(replicas: Int64, active: String) -> Scene {
            Self.scene(Self.measured(.cpuThrottledShare, of: Self.pod, value: 0.8)) { scene in
                scene.deployment("web", spec: Scene.spec(["resources": ["limits": ["cpu": "500m"]]]))
                scene.snapshot.autoscalers = [
                    HorizontalPodAutoscaler([
                        "metadata": Scene.metadata("web"),
                        "spec": ["scaleTargetRef": ["kind": "Deployment", "name": "web"], "minReplicas": 1, "maxReplicas": 4],
                        "status": [
                            "currentReplicas": .integer(replicas),
                            "conditions": [
                                ["type": "ScalingActive", "status": .string(active), "reason": "FailedGetResourceMetric", "message": "no metrics"]
                            ],
                        ],
                    ])
                ]
            }
        }
        let labels = ["deployment": "web", "alertname": "LatencyHigh"]
        #expect(scene(replicas: 1, active: "False").cause(labels).category == .hpaMetricsUnavailable)
        #expect(scene(replicas: 4, active: "False").cause(labels).category == .cpuThrottling)
        #expect(scene(replicas: 1, active: "True").cause(labels).category == .cpuThrottling)
    }

    @Test(arguments: [
        ("tc qdisc add dev eth0 root netem delay 300ms && httpd -f", CauseCategory.networkDelay),
        ("tc qdisc add dev eth0 root netem loss 30%; sleep 9999", .packetLoss),
    ])
    func aPodThatShapesItsNetworkIsNamed(command: String, category: CauseCategory) {
        var scene = Scene()
        scene.deployment("web", spec: Scene.spec(["command": ["sh", "-c", .string(command)]]))
        #expect(scene.cause(["deployment": "web", "alertname": "LatencyHigh"]).category == category)
    }

    @Test func aVolumeThatIsFullIsItsWorkloadsTrouble() {
        let claim = ObjectReference(kind: "PersistentVolumeClaim", namespace: "shop", name: "data")
        let scene = Self.scene(Self.measured(.volumeUsed, of: claim, value: 0.99 * Self.gibibyte, bound: Self.gibibyte)) { scene in
            scene.deployment("web", spec: Scene.spec(pod: ["volumes": [["name": "d", "persistentVolumeClaim": ["claimName": "data"]]]]))
            scene.snapshot.persistentVolumeClaims = [PersistentVolumeClaim(["metadata": Scene.metadata("data"), "status": ["phase": "Bound"]])]
        }
        #expect(scene.cause(["deployment": "web", "alertname": "WritesFailing"]).category == .diskFull)
    }

    @Test func anAutoscalerThatIsSatisfiedAtItsMaximumIsNothing() {
        var scene = Scene()
        scene.deployment("web")
        scene.snapshot.autoscalers = [
            HorizontalPodAutoscaler([
                "metadata": Scene.metadata("web"),
                "spec": [
                    "scaleTargetRef": ["kind": "Deployment", "name": "web"], "minReplicas": 1, "maxReplicas": 3,
                    "metrics": [["type": "Resource", "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 70]]]],
                ],
                "status": [
                    "currentReplicas": 3, "desiredReplicas": 3,
                    "currentMetrics": [["type": "Resource", "resource": ["name": "cpu", "current": ["averageUtilization": 20]]]],
                ],
            ])
        ]
        #expect(scene.cause(["horizontalpodautoscaler": "web"]).category == .healthy)
    }
}
