import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// One step from a pod's trouble to the part of the cluster that it is about.
@Suite struct InfrastructureHopTests {
    private static func waiting(node: (name: String, ready: String), message: String) -> Scene {
        var scene = Scene()
        scene.node(node.name, ready: node.ready)
        let spec = Scene.spec(pod: ["volumes": [["name": "data", "persistentVolumeClaim": ["claimName": "data"]]]])
        scene.deployment("db", spec: spec, statuses: [Scene.waiting("ContainerCreating")])
        scene.pod("db-old", owner: ("ReplicaSet", "db-6d4cf56db6"), labels: ["app": "db"], spec: spec, status: Scene.ready(), nodeName: node.name)
        scene.event("FailedAttachVolume", message, name: Scene.firstPod("db"))
        return scene
    }

    private static let held = "Multi-Attach error for volume \"pvc-1\" Volume is already used by pod(s) db-old"

    @Test func aVolumeThatALostNodeHoldsIsThatNodes() {
        let cause = Self.waiting(node: ("worker-2", "Unknown"), message: Self.held).cause(["pod": Scene.firstPod("db")])
        #expect(cause.category == .kubeletUnavailable)
        #expect(cause.object == "Node worker-2")
    }

    @Test func aVolumeThatALivingPodHoldsIsToldWithThePod() {
        let response = Self.waiting(node: ("worker-2", "True"), message: Self.held).analyze(["pod": Scene.firstPod("db")])
        #expect(response.rootCauses.first?.category == .volumeMountFailed)
        #expect(response.rootCauses.first?.explanation.contains("Pod db-old holds it on node worker-2") == true)
    }

    /// The waiting pod shares `assets` with many, and `data` with one; whose volume is meant, the event and the claims say.
    @Test(arguments: [
        "Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node and can't be attached to another",
        "Multi-Attach error for volume \"pvc-9\" Volume is already exclusively attached to one node and can't be attached to another",
        "Multi-Attach error for volume \"pvc-9\" Volume is already used by pod(s) db-old",
    ])
    func aVolumeIsHeldByWhoMountsThatVolume(message: String) {
        var scene = Self.waiting(node: ("worker-2", "True"), message: message)
        let both: JSONValue = [
            ["name": "data", "persistentVolumeClaim": ["claimName": "data"]], ["name": "assets", "persistentVolumeClaim": ["claimName": "assets"]],
        ]
        scene.snapshot.pods = scene.snapshot.pods.filter { $0.name == "db-old" }
        scene.snapshot.deployments = []
        scene.snapshot.replicaSets = []
        scene.deployment("db", spec: Scene.spec(pod: ["volumes": both]), statuses: [Scene.waiting("ContainerCreating")])
        scene.node("worker-3", ready: "Unknown")
        let shared = Scene.spec(pod: ["volumes": [["name": "assets", "persistentVolumeClaim": ["claimName": "assets"]]]])
        scene.pod("another", owner: nil, labels: [:], spec: shared, status: Scene.ready(), nodeName: "worker-3")
        scene.snapshot.persistentVolumeClaims = [("data", "ReadWriteOnce"), ("assets", "ReadWriteMany")].map { name, mode in
            PersistentVolumeClaim([
                "metadata": Scene.metadata(name), "spec": ["accessModes": [.string(mode)]], "status": ["phase": "Bound"],
            ])
        }
        scene.snapshot.persistentVolumes = [
            PersistentVolume(["metadata": ["name": "pvc-1"], "spec": ["claimRef": ["namespace": "shop", "name": "data"]]])
        ]
        let cause = scene.analyze(["pod": Scene.firstPod("db")]).rootCauses.first
        #expect(cause?.category == .volumeMountFailed)
        #expect(cause?.explanation.contains("Pod db-old holds it on node worker-2") == true)
    }

    @Test(arguments: ["5", "0"]) func aQuotaIsToldForWhatWasRefused(services: String) {
        var scene = Scene()
        scene.deployment(
            "api", spec: Scene.spec(["env": [["name": "RATES_URL", "value": "http://rates:8080"]]]), statuses: [Scene.crashLooping()])
        scene.log(Scene.firstPod("api"), "ERROR dial tcp: lookup rates on 10.96.0.10:53: no such host")
        let counts: JSONValue = ["limits.cpu": "2", "pods": "9", "services": .string(services)]
        scene.snapshot.resourceQuotas = [
            ResourceQuota(["metadata": Scene.metadata("team"), "status": ["hard": counts, "used": counts]])
        ]
        let cause = scene.analyze(["deployment": "api"]).rootCauses.first
        #expect(cause?.category == .quotaServicesExceeded)
        #expect(cause?.title.hasSuffix("services") == true)
    }

    private static let makers: [(String, String, String, Bool)] = [
        ("ExternalSecret", "external-secrets.io/v1beta1", "could not get secret data from provider", true),
        ("OnePasswordItem", "onepassword.com/v1", "secret not created: vault not found", true),
        ("PodDisruptionBudget", "policy/v1", "no matching pods found", false),
        ("Rollout", "argoproj.io/v1alpha1", "replicas aren't available", false),
        ("ServiceMonitor", "monitoring.coreos.com/v1", "selector is empty", false),
    ]

    @Test(arguments: makers) func whoShouldMakeASecretIsNoneThatOnlyBearsItsName(kind: String, version: String, message: String, isMaker: Bool) {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.waiting("CreateContainerConfigError", "secret \"checkout\" not found")])
        scene.snapshot.events.append(
            Event([
                "metadata": Scene.metadata("checkout.1"), "type": "Warning", "reason": "Failed", "message": .string(message),
                "involvedObject": ["kind": .string(kind), "apiVersion": .string(version), "namespace": "shop", "name": "checkout"],
                "count": 4, "lastTimestamp": .string(Scene.ago(30)),
            ]))
        let cause = scene.analyze(["deployment": "web"]).rootCauses.first
        #expect(cause?.category == .missingSecret)
        #expect(cause?.explanation.contains("should make it") == isMaker)
    }

    @Test func aPodThatWaitsForAJobSuffersFromTheJob() {
        var scene = Scene()
        scene.deployment(
            "web", spec: TrapTests.initSpec(["kubectl", "wait", "job/migrate-7", "--for=condition=complete"]),
            statuses: [TrapTests.withInit(["running": ["startedAt": .string(Scene.ago(900))]])])
        scene.job("migrate-7", failed: "BackoffLimitExceeded", statuses: [Scene.status(phase: "Failed", state: Scene.ended(1, "Error"))])
        scene.log("migrate-7-abcd0", "ERROR relation \"orders\" already exists")
        let response = scene.analyze(["pod": Scene.firstPod("web")])
        #expect(response.rootCauses.first?.category == .jobFailed)
        #expect(response.evidence.contains { $0.text.contains("already exists") })
    }

    @Test func aJobThatRunsIsWaitedForWithoutBlame() {
        var scene = Scene()
        scene.deployment(
            "web", spec: TrapTests.initSpec(["kubectl", "wait", "job/migrate-7"]),
            statuses: [TrapTests.withInit(["running": ["startedAt": .string(Scene.ago(900))]])])
        scene.job("migrate-7", failed: nil, statuses: [Scene.ready()])
        #expect(scene.cause(["pod": Scene.firstPod("web")]).category == .initContainerFailed)
    }

    @Test(arguments: [
        ("failed to extract layer sha256:1: write /var/lib/containerd/x: no space left on device", CauseCategory.diskFull),
        ("failed commit on ref \"layer\": unexpected commit digest", .imageNotFound), ("manifest unknown: manifest unknown", .imageNotFound),
    ])
    func whatTheRuntimeSaysOfAnImageIsNotAlwaysThatItIsMissing(words: String, category: CauseCategory) {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.waiting("ErrImagePull", "rpc error: failed to pull and unpack image: \(words)")])
        let cause = scene.analyze(["deployment": "web"]).rootCauses.first
        #expect(cause?.category == category)
        #expect((cause?.title.contains("does not exist") ?? false) == words.contains("manifest unknown"))
    }

    @Test func anAutoscalersSilentAPIIsCited() {
        var scene = Scene()
        scene.deployment("web")
        scene.snapshot.apiServices = [
            APIService([
                "metadata": ["name": "v1beta1.metrics.k8s.io"],
                "spec": ["group": "metrics.k8s.io", "service": ["namespace": "kube-system", "name": "metrics-server"]],
                "status": ["conditions": [["type": "Available", "status": "False", "reason": "MissingEndpoints", "message": "no addresses"]]],
            ])
        ]
        scene.snapshot.autoscalers = [
            HorizontalPodAutoscaler([
                "metadata": Scene.metadata("web"), "spec": ["scaleTargetRef": ["kind": "Deployment", "name": "web"], "maxReplicas": 4],
                "status": [
                    "conditions": [
                        [
                            "type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric",
                            "message":
                                "unable to get metrics for resource cpu: the server could not find the requested resource (get pods.metrics.k8s.io)",
                        ]
                    ]
                ],
            ])
        ]
        let response = scene.analyze(["horizontalpodautoscaler": "web"])
        #expect(response.rootCauses.first?.category == .hpaMetricsUnavailable)
        #expect(response.evidence.contains { $0.text.contains("MissingEndpoints") })
    }

    // MARK: Nodes that an exporter measured

    @Test(arguments: [("NodeHighNumberConntrackEntriesUsed", "Node worker-1"), ("NodeFilesystemAlmostOutOfSpace", "Node worker-1")])
    func anExportersAlertIsAboutItsNode(alert: String, object: String) {
        var scene = Scene()
        scene.daemonSet("node-exporter", statuses: [Scene.ready()])
        scene.service("node-exporter", selector: ["app": "node-exporter"], port: 9100)
        let node = ObjectReference(kind: "Node", namespace: nil, name: "worker-1")
        scene.snapshot.measurements = [
            Measurement(.nodeConnectionsTracked, of: node, value: 262_000, bound: 262_144, query: "q", at: Scene.now),
            Measurement(.nodeDiskUsed, of: node, detail: "/", value: 98, bound: 100, query: "q", at: Scene.now),
        ]
        let cause = scene.cause([
            "alertname": alert, "job": "node-exporter", "pod": "node-exporter-x7k2p", "service": "node-exporter", "container": "node-exporter",
            "node": "worker-1",
        ])
        #expect(cause.object == object)
    }
}
