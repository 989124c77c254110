import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Mixed company: several troubles at once, and only one of them the alert's.
@Suite struct MixedCompanyTests {
    typealias Case = GuiseTests.Case

    static let cases: [Case] = [
        Case("a mesh's proxy complains at start", .healthy) { scene in
            scene.deployment("web")
            scene.log(
                Scene.firstPod("web"), "warning envoy config StreamAggregatedResources gRPC config stream closed: 14, connection error: refused")
        },
        Case("the sync of a cache", .healthy) { scene in
            scene.deployment("web")
            scene.event(
                "FailedMount", "MountVolume.SetUp failed for volume \"c\" : failed to sync configmap cache: timed out waiting for the condition",
                name: Scene.firstPod("web"), count: 3)
        },
        Case("Secret among Secrets to pull with", .imagePullUnauthorized, "Deployment shop/web (container app)") { scene in
            scene.deployment(
                "web",
                statuses: [
                    Scene.waiting(
                        "ImagePullBackOff",
                        "Back-off pulling image \"registry.example/app:1.0\": ErrImagePull: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://registry.example/token: 403 Forbidden"
                    )
                ])
            scene.event(
                "FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.", name: Scene.firstPod("web"))
        },
        Case("a pull path that holds a word of the table", .imageNotFound, "Deployment shop/web (container app)") { scene in
            scene.deployment(
                "web", spec: Scene.spec(["image": "registry.example/certificate-timeout:1.0"]),
                statuses: [
                    Scene.waiting(
                        "ErrImagePull",
                        "failed to pull and unpack image \"registry.example/certificate-timeout:1.0\": failed to resolve reference: unexpected status from HEAD request to https://registry.example/v2/certificate-timeout/manifests/1.0: 404 Not Found"
                    )
                ])
        },
        Case("a Pending pod's namespace is full and the node as well", .insufficientMemory) { scene in
            scene.deployment(
                "web", replicas: 2, statuses: [Scene.ready(), Scene.unscheduled("0/1 nodes are available: 1 Insufficient memory.")], nodeName: nil)
        },
        Case("lost on a tainted node", .untoleratedTaint) { scene in
            scene.node("worker-1", spec: ["taints": [["key": "maintenance", "value": "true", "effect": "NoExecute"]]])
            scene.deployment(
                "web",
                statuses: [
                    Scene.unscheduled(
                        "0/1 nodes are available: 1 node(s) had untolerated taint {maintenance: true}. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
                    )
                ], nodeName: nil)
        },
        Case("a Job's credentials", .dependencyCredentialsRejected, "Job shop/nightly (container app)", ["job_name": "nightly"]) { scene in
            scene.job("nightly", failed: "BackoffLimitExceeded", statuses: [Scene.status(phase: "Failed", state: Scene.ended(2, "Error"))])
            scene.log(
                "nightly-abcd0",
                "pg_dump: error: connection to server at \"db\" (10.96.0.10), port 5432 failed: FATAL:  password authentication failed for user \"backup\""
            )
        },
        Case("a Job's configuration", .missingConfigmap, "Job shop/nightly (container app)", ["job_name": "nightly"]) { scene in
            scene.job("nightly", failed: nil, statuses: [Scene.waiting("CreateContainerConfigError", "configmap \"export\" not found")])
        },
        Case("a CronJob's latest run", .imageNotFound, "Job shop/backup-29384980 (container app)", ["cronjob": "backup"]) { scene in
            scene.snapshot.cronJobs = [CronJob(["metadata": Scene.metadata("backup", uid: "uid-CronJob-backup"), "spec": ["schedule": "0 3 * * *"]])]
            scene.job("backup-29384980", failed: nil, cronJob: "backup", statuses: [Scene.waiting("ImagePullBackOff", "not found")])
        },
        Case("a StatefulSet's second pod", .provisioningFailed, "PersistentVolumeClaim shop/data-db-1", ["statefulset": "db"]) { scene in
            let spec = Scene.spec(pod: ["volumes": [["name": "data", "persistentVolumeClaim": ["claimName": "data-db-1"]]]])
            scene.statefulSet("db", replicas: 2, statuses: [Scene.ready()])
            scene.pod(
                "db-1", owner: ("StatefulSet", "db"), labels: ["app": "db"], spec: spec,
                status: Scene.unscheduled("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims."), nodeName: nil)
            scene.snapshot.storageClasses = [StorageClass(["metadata": ["name": "fast"], "provisioner": "x"])]
            scene.snapshot.persistentVolumeClaims = [
                PersistentVolumeClaim([
                    "metadata": Scene.metadata("data-db-1"), "spec": ["storageClassName": "fast", "resources": ["requests": ["storage": "1Gi"]]],
                    "status": ["phase": "Pending"],
                ])
            ]
            scene.event(
                "ProvisioningFailed", "failed to provision volume with StorageClass \"fast\": rpc error: code = Internal desc = quota",
                kind: "PersistentVolumeClaim", name: "data-db-1")
        },
        Case(
            "wrong password seen by a server that is well", .dependencyCredentialsRejected, "Deployment shop/api (container app)",
            ["service": "api", "alertname": "HighErrorRate"]
        ) { scene in
            scene.chain(database: Scene.ready())
            scene.snapshot.logs = []
            scene.snapshot.pods[1].status = Pod(["status": Scene.ready()]).status
            scene.log(
                Scene.firstPod("api"), "ERROR query: password authentication failed for user \"api\"",
                "ERROR query: password authentication failed for user \"api\"", "ERROR query: password authentication failed for user \"api\"")
        },
        Case("read-only after a failover", .databaseReadOnly, nil, ["service": "api", "alertname": "HighErrorRate"]) { scene in
            scene.chain(database: Scene.ready())
            scene.snapshot.logs = []
            scene.snapshot.pods[1].status = Pod(["status": Scene.ready()]).status
            scene.log(
                Scene.firstPod("api"), "ERROR: cannot execute INSERT in a read-only transaction",
                "ERROR: cannot execute INSERT in a read-only transaction", "ERROR: cannot execute INSERT in a read-only transaction")
        },
        Case("a slow peer", .slowDependency, nil, ["service": "api", "alertname": "HighLatency"]) { scene in
            scene.chain(database: Scene.ready())
            scene.snapshot.logs = []
            scene.snapshot.pods[1].status = Pod(["status": Scene.ready()]).status
            scene.log(
                Scene.firstPod("api"), "ERROR GET http://db:5432/x: context deadline exceeded",
                "ERROR GET http://db:5432/x: context deadline exceeded", "ERROR GET http://db:5432/x: context deadline exceeded")
        },
        Case("an expired certificate that a client complains of", .certificateExpired, nil, ["service": "api", "alertname": "HighErrorRate"]) {
            scene in
            scene.chain(database: Scene.ready())
            scene.snapshot.logs = []
            scene.snapshot.pods[1].status = Pod(["status": Scene.ready()]).status
            scene.log(
                Scene.firstPod("api"),
                "ERROR x509: certificate has expired or is not yet valid: current time 2026-11-21T07:42:00Z is after 2026-11-01T00:00:00Z",
                "ERROR x509: certificate has expired or is not yet valid: current time 2026-11-21T07:43:00Z is after 2026-11-01T00:00:00Z",
                "ERROR x509: certificate has expired or is not yet valid: current time 2026-11-21T07:44:00Z is after 2026-11-01T00:00:00Z")
        },
        Case("another namespace's database", .oomKilled, "StatefulSet data/db (container app)", ["deployment": "web"]) { scene in
            var other = Scene()
            other.statefulSet("db", statuses: [Scene.crashLooping(137, "OOMKilled")])
            other.service("db", port: 5432, target: 5432)
            scene.deployment(
                "web", spec: Scene.spec(["env": [["name": "DB", "value": "postgres://u@db.data.svc.cluster.local:5432/x"]]]),
                statuses: [Scene.crashLooping()])
            scene.log(
                Scene.firstPod("web"), "connection to server at \"db.data.svc.cluster.local\" (10.96.0.10), port 5432 failed: Connection refused")
            scene.snapshot.namespacesRead.insert("data")
            for var set in other.snapshot.statefulSets { set.metadata.namespace = "data"; scene.snapshot.statefulSets.append(set) }
            for var pod in other.snapshot.pods { pod.metadata.namespace = "data"; scene.snapshot.pods.append(pod) }
            for var service in other.snapshot.services { service.metadata.namespace = "data"; scene.snapshot.services.append(service) }
        },
        Case("a failed mount, not the pod's neighbour's image", .missingSecret, "DaemonSet shop/agent", ["daemonset": "agent"]) { scene in
            scene.daemonSet("agent", statuses: [Scene.waiting("ContainerCreating")])
            scene.event("FailedMount", "MountVolume.SetUp failed for volume \"tls\" : secret \"agent-tls\" not found", name: "agent-x7k2p")
            scene.deployment("sick", statuses: [Scene.waiting("ImagePullBackOff", "not found")])
        },
        Case("a namespace alert, one sick workload", .imageNotFound, "Deployment shop/sick (container app)", ["alertname": "NamespaceDegraded"]) {
            scene in
            scene.deployment("web")
            scene.deployment("sick", statuses: [Scene.waiting("ImagePullBackOff", "not found")])
        },
        Case("a namespace alert, all well", .healthy, nil, ["alertname": "NamespaceDegraded"]) { scene in
            scene.deployment("web")
        },
        Case(
            "the pod of a crash is gone, its successor crashes", .applicationCrash, "Deployment shop/web (container app)",
            ["pod": "web-5f5f5f5f5f-x7k2p"]
        ) { scene in
            scene.deployment("web", statuses: [Scene.crashLooping(1)])
            scene.log(Scene.firstPod("web"), "panic: nil map")
        },
        Case("a resolved alert on what still crashes", .applicationCrash, "Deployment shop/web (container app)", ["pod": "web-5f5f5f5f5f-x7k2p"]) {
            scene in
            scene.deployment("web", statuses: [Scene.status(state: Scene.ended(1, "Error", started: 20, finished: 5), restarts: 2)])
            scene.log(Scene.firstPod("web"), "Traceback (most recent call last):", "ZeroDivisionError: division by zero")
        },
        Case("crash between restarts, running and ready", .applicationCrash, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", statuses: [Scene.ready(restarts: 3, last: Scene.ended(1, "Error", started: 60, finished: 20), since: 15)])
            scene.log(Scene.firstPod("web"), previous: true, "panic: nil map")
        },
        Case("a Service whose port name no container has", .servicePortMismatch, "Service shop/web", ["service": "web"]) { scene in
            scene.deployment("web", spec: Scene.spec(["ports": [["name": "http", "containerPort": 8080]]]))
            scene.service("web", target: "web")
        },
        Case("a node under memory pressure", .nodeMemoryPressure, "Node worker-1", ["node": "worker-1", "namespace": ""]) { scene in
            scene.node("worker-1", conditions: [["type": "MemoryPressure", "status": "True", "reason": "KubeletHasInsufficientMemory"]])
        },
        Case("a node whose network plugin is missing", .nodeNetworkUnavailable, "Node worker-1", ["node": "worker-1", "namespace": ""]) { scene in
            scene.node(
                "worker-1", ready: "False",
                message:
                    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"
            )
        },
        Case("a node whose runtime is down", .containerRuntimeUnavailable, "Node worker-1", ["node": "worker-1", "namespace": ""]) { scene in
            scene.node(
                "worker-1", ready: "False",
                message: "[container runtime is down, PLEG is not healthy: pleg was last seen active 5m0s ago; threshold is 3m0s]")
        },
        Case(
            "a node exporter's alert by address", .kubeletUnavailable, "Node worker-1",
            ["job": "node-exporter", "instance": "worker-1:9100", "namespace": "monitoring"]
        ) { scene in
            scene.node("worker-1", ready: "Unknown", message: "Kubelet stopped posting node status.")
        },
        Case("a quota on Services", .quotaServicesExceeded, "ResourceQuota shop/team", ["deployment": "web"]) { scene in
            scene.deployment("web", spec: Scene.spec(["env": [["name": "API_URL", "value": "http://api:80"]]]), statuses: [Scene.crashLooping()])
            scene.deployment("api")
            scene.log(Scene.firstPod("web"), "dial tcp: lookup api on 10.96.0.10:53: no such host")
            scene.snapshot.resourceQuotas = [
                ResourceQuota([
                    "metadata": Scene.metadata("team"), "spec": ["hard": ["services": "1"]],
                    "status": ["hard": ["services": "1"], "used": ["services": "1"]],
                ])
            ]
        },
    ]

    @Test(arguments: cases) func aGuiseHasItsCause(one: Case) throws {
        let response = one.scene.analyze(one.labels)
        let first = try #require(response.rootCauses.first)
        #expect(first.category == one.category, "\(response.analysisSummary)")
        if let object = one.object { #expect(first.object?.description == object) }
    }
}
