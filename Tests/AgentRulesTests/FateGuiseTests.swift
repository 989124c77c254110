import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Probes, fates of pods, rollouts, autoscalers, Ingresses and the cluster's own services, in guises that no recording holds.
@Suite struct FateGuiseTests {
    typealias Case = GuiseTests.Case

    private static func probe(_ kind: String, port: JSONValue, path: String = "/health", scheme: String = "HTTP") -> JSONValue {
        .object([
            kind: ["httpGet": ["path": .string(path), "port": port, "scheme": .string(scheme)], "periodSeconds": 5],
            "ports": [["containerPort": 8080]],
        ])
    }

    private static let killed = Scene.status(
        state: ["waiting": ["reason": "CrashLoopBackOff"]], last: Scene.ended(137, "Error", started: 90, finished: 30), restarts: 5)

    private static func liveness(_ name: String, _ category: CauseCategory, container: JSONValue, message: String, log: String...) -> Case {
        Case(name, category, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", spec: Scene.spec(container), statuses: [killed])
            scene.event("Unhealthy", message, name: Scene.firstPod("web"), container: "app")
            scene.event(
                "Killing", "Container app failed liveness probe, will be restarted", name: Scene.firstPod("web"), container: "app", type: "Normal")
            scene.snapshot.logs.append(
                ContainerLog(
                    namespace: "shop", pod: Scene.firstPod("web"), container: "app", isPrevious: true,
                    content: .lines(log.map { .init(time: Scene.now - .seconds(40), text: $0) })))
        }
    }

    static let probes: [Case] = [
        liveness(
            "liveness on a port that nobody serves", .livenessProbeWrongPort, container: probe("livenessProbe", port: 8081),
            message: "Liveness probe failed: Get \"http://10.1.0.5:8081/health\": dial tcp 10.1.0.5:8081: connect: connection refused",
            log: "listening on :8080"),
        liveness(
            "liveness over TLS on a plain port", .livenessProbeWrongProtocol, container: probe("livenessProbe", port: 8080, scheme: "HTTPS"),
            message: "Liveness probe failed: Get \"https://10.1.0.5:8080/health\": http: server gave HTTP response to HTTPS client", log: "up"),
        liveness(
            "gRPC on an HTTP port", .livenessProbeWrongProtocol, container: ["livenessProbe": ["grpc": ["port": 8080]]],
            message:
                "Liveness probe failed: error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health",
            log: "up"),
        Case("a slow start", .startupProbeFailing, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", spec: Scene.spec(probe("startupProbe", port: 8080)), statuses: [killed])
            scene.event(
                "Unhealthy", "Startup probe failed: Get \"http://10.1.0.5:8080/health\": dial tcp 10.1.0.5:8080: connect: connection refused",
                name: Scene.firstPod("web"), container: "app")
            scene.event(
                "Killing", "Container app failed startup probe, will be restarted", name: Scene.firstPod("web"), container: "app", type: "Normal")
        },
        Case("readiness on a port that nobody serves", .readinessProbeWrongPort, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", spec: Scene.spec(probe("readinessProbe", port: 9090)), statuses: [Scene.notReady()])
            scene.event(
                "Unhealthy", "Readiness probe failed: Get \"http://10.1.0.5:9090/health\": dial tcp 10.1.0.5:9090: connect: connection refused",
                name: Scene.firstPod("web"), container: "app")
        },
        Case("readiness by command", .readinessProbeFailing, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", spec: Scene.spec(["readinessProbe": ["exec": ["command": ["cat", "/tmp/ready"]]]]), statuses: [Scene.notReady()])
            scene.event(
                "Unhealthy", "Readiness probe failed: cat: can't open '/tmp/ready': No such file or directory", name: Scene.firstPod("web"),
                container: "app")
        },
        Case("completes and restarts", .badCommand, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", statuses: [Scene.crashLooping(0, "Completed")])
            scene.log(Scene.firstPod("web"), "hello", "done")
        },
    ]

    // MARK: Fates

    static let fates: [Case] = [
        Case("evicted for its own files, again and again", .evicted, "Deployment shop/web") { scene in
            scene.deployment("web", statuses: [Scene.unscheduledYet()])
            scene.pod(
                "web-6d4cf56db6-zzzzz", owner: ("ReplicaSet", "web-6d4cf56db6"), labels: ["app": "web"], spec: Scene.spec(),
                status: [
                    "phase": "Failed", "reason": "Evicted",
                    "message": "Pod ephemeral local storage usage exceeds the total limit of containers 50Mi.",
                ], age: 200)
        },
        Case("evicted by a node under pressure", .nodeDiskPressure, "Node worker-1") { scene in
            scene.node("worker-1", conditions: [["type": "DiskPressure", "status": "True", "reason": "KubeletHasDiskPressure"]])
            scene.deployment(
                "web",
                statuses: [
                    ["phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: ephemeral-storage."]
                ])
        },
        Case("on a node that is gone quiet", .kubeletUnavailable, "Node worker-1") { scene in
            scene.node("worker-1", ready: "Unknown", message: "Kubelet stopped posting node status.")
            var status = Scene.ready().object ?? [:]
            status["conditions"] = [["type": "Ready", "status": "False"]]
            scene.deployment("web", statuses: [.object(status)])
        },
        Case("a rollout whose new pods fail beside the old ones", .imageNotFound, "Deployment shop/web (container app)") { scene in
            scene.deployment(
                "web", replicas: 2, statuses: [Scene.waiting("ImagePullBackOff", "manifest unknown"), Scene.ready(), Scene.ready()],
                conditions: [
                    [
                        "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded",
                        "message": "ReplicaSet has timed out progressing.",
                    ]
                ])
        },
        Case("scaled to zero, asked for by its Service", .scaledToZero, "Deployment shop/web", ["service": "web"]) { scene in
            scene.deployment("web", replicas: 0, statuses: [])
            scene.service("web")
        },
        Case("scaled to zero, asked for by its Ingress", .scaledToZero, "Deployment shop/web", ["ingress": "web"]) { scene in
            scene.deployment("web", replicas: 0, statuses: [])
            scene.service("web")
            scene.snapshot.ingresses = [ingress("web", service: "web", port: 80)]
        },
        Case("an Ingress to nowhere", .ingressBackendMissing, "Ingress shop/web", ["ingress": "web"]) { scene in
            scene.deployment("web")
            scene.service("web")
            scene.snapshot.ingresses = [ingress("web", service: "wbe", port: 80)]
        },
        Case("a suspended CronJob", .cronjobSuspended, "CronJob shop/backup", ["cronjob": "backup"]) { scene in
            scene.snapshot.cronJobs = [CronJob(["metadata": Scene.metadata("backup"), "spec": ["schedule": "0 3 * * *", "suspend": true]])]
        },
        Case("an autoscaler without metrics, asked by its Deployment", .hpaMetricsUnavailable, "HorizontalPodAutoscaler shop/web") { scene in
            scene.deployment("web")
            scene.snapshot.autoscalers = [
                HorizontalPodAutoscaler([
                    "metadata": Scene.metadata("web"),
                    "spec": ["scaleTargetRef": ["kind": "Deployment", "name": "web"], "minReplicas": 1, "maxReplicas": 3],
                    "status": [
                        "currentReplicas": 1, "desiredReplicas": 0,
                        "conditions": [
                            [
                                "type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric",
                                "lastTransitionTime": .string(Scene.ago(600)),
                                "message":
                                    "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container app of Pod web-1",
                            ]
                        ],
                    ],
                ])
            ]
        },
        Case("a Service whose pods aren't ready", .missingConfigmap, "Deployment shop/web (container app)", ["service": "web"]) { scene in
            scene.deployment("web", statuses: [Scene.waiting("CreateContainerConfigError", "configmap \"web\" not found")])
            scene.service("web")
        },
        Case("a name that no server knows", .dnsResolutionFailed, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", statuses: [Scene.crashLooping()])
            scene.log(Scene.firstPod("web"), "dial tcp: lookup api.example.com on 10.96.0.10:53: no such host")
        },
    ]

    private static func ingress(_ name: String, service: String, port: Int64) -> Ingress {
        Ingress([
            "metadata": Scene.metadata(name),
            "spec": [
                "rules": [
                    ["http": ["paths": [["path": "/", "backend": ["service": ["name": .string(service), "port": ["number": .integer(port)]]]]]]]
                ]
            ],
        ])
    }

    @Test(arguments: probes + fates) func aGuiseHasItsCause(one: Case) throws {
        let response = one.scene.analyze(one.labels)
        let first = try #require(response.rootCauses.first)
        #expect(first.category == one.category, "\(response.analysisSummary)")
        if let object = one.object { #expect(first.object?.description == object) }
    }

    @Test func aTitleLeadsWithItsWorkload() {
        var scene = Scene()
        scene.statefulSet("orders-db", statuses: [Scene.crashLooping(137, "OOMKilled")])
        let response = scene.analyze(["statefulset": "orders-db"])
        #expect(response.rootCauses.first?.title == "orders-db: container app is OOMKilled")
        #expect(response.analysisSummary == "orders-db: container app is OOMKilled (StatefulSet shop/orders-db).")
        scene.deployment("web", replicas: 0, statuses: [])
        #expect(scene.analyze(["deployment": "web"]).rootCauses.first?.title == "Deployment web is scaled to zero")
    }
}

extension Scene {
    /// Scheduled a moment ago, and not started yet.
    static func unscheduledYet() -> JSONValue {
        ["phase": "Pending", "conditions": conditions(ready: false)]
    }
}
