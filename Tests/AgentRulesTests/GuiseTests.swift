import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Guises of known troubles: other kinds of workload, other containers of the pod, other words of the same components.
@Suite struct GuiseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var category: CauseCategory
        var object: String?
        var labels: [String: String]
        var scene: Scene

        init(
            _ name: String, _ category: CauseCategory, _ object: String? = nil, _ labels: [String: String] = ["deployment": "web"],
            _ build: (inout Scene) -> Void
        ) {
            testDescription = name
            self.category = category
            self.object = object
            self.labels = labels
            scene = Scene()
            build(&scene)
        }
    }

    // MARK: Images

    private static func pull(_ name: String, _ message: String, _ category: CauseCategory) -> Case {
        Case(name, category, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", statuses: [Scene.waiting("ImagePullBackOff", "Back-off pulling image \"registry.example/app:1.0\"")])
            scene.event(
                "Failed", "Failed to pull image \"registry.example/app:1.0\": \(message)", name: Scene.firstPod("web"), container: "app")
            scene.event("Failed", "Error: ImagePullBackOff", name: Scene.firstPod("web"), container: "app", secondsAgo: 2)
        }
    }

    static let images: [Case] = [
        pull(
            "token server out of reach",
            "failed to pull and unpack image \"registry.example/app:1.0\": failed to resolve reference \"registry.example/app:1.0\": failed to authorize: failed to fetch anonymous token: Get \"https://auth.example/token?scope=repository%3Aapp%3Apull\": dial tcp: lookup auth.example on 10.96.0.10:53: i/o timeout",
            .imageRegistryUnreachable),
        pull(
            "token refused",
            "failed to pull and unpack image: failed to resolve reference: failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.example/token: 401 Unauthorized",
            .imagePullUnauthorized),
        pull(
            "registry's name unknown",
            "rpc error: code = Unknown desc = failed to do request: Head \"https://registry.example/v2/app/manifests/1.0\": dial tcp: lookup registry.example on 10.96.0.10:53: no such host",
            .imageRegistryUnreachable),
        pull(
            "CRI-O, manifest unknown",
            "initializing source docker://registry.example/app:1.0: reading manifest 1.0 in registry.example/app: manifest unknown", .imageNotFound),
        pull(
            "CRI-O, credentials",
            "initializing source docker://registry.example/app:1.0: reading manifest 1.0 in registry.example/app: unauthorized: authentication required",
            .imagePullUnauthorized),
        pull(
            "rate limit",
            "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.example/v2/library/app/manifests/sha256:1: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit",
            .imagePullRateLimited),
        pull(
            "plain HTTP registry",
            "failed to do request: Head \"https://registry.example/v2/app/manifests/1.0\": http: server gave HTTP response to HTTPS client",
            .imageRegistryTLS),
        pull(
            "unknown authority",
            "failed to do request: Head \"https://registry.example/v2/app/manifests/1.0\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
            .imageRegistryTLS),
        pull(
            "registry broken", "unexpected status from HEAD request to https://registry.example/v2/app/manifests/1.0: 503 Service Unavailable",
            .imageRegistryUnreachable),
        pull("architecture", "no match for platform in manifest: not found", .imageArchitectureMismatch),
        Case("never pulled", .imageNotFound, "Deployment shop/web (container app)") { scene in
            scene.deployment(
                "web", statuses: [Scene.waiting("ErrImageNeverPull", "Container image \"x:1\" is not present with pull policy of Never")])
        },
        Case("image of an init container", .imageNotFound, "Deployment shop/web (container setup)") { scene in
            scene.deployment(
                "web",
                spec: Scene.spec(pod: ["initContainers": [["name": "setup", "image": "busybox:nope"]]]),
                statuses: [
                    initial([
                        "waiting": ["reason": "ImagePullBackOff", "message": "Back-off pulling image \"busybox:nope\": ErrImagePull: not found"]
                    ])
                ])
        },
    ]

    static func initial(_ state: JSONValue, last: JSONValue = [:], restarts: Int = 0, name: String = "setup") -> JSONValue {
        [
            "phase": "Pending", "conditions": Scene.conditions(ready: false), "podIP": "10.1.0.5",
            "initContainerStatuses": [
                ["name": .string(name), "state": state, "lastState": last, "ready": false, "restartCount": .integer(Int64(restarts))]
            ],
            "containerStatuses": [
                ["name": "app", "state": ["waiting": ["reason": "PodInitializing"]], "lastState": [:], "ready": false, "restartCount": 0]
            ],
        ]
    }

    // MARK: Starts and crashes

    static let setup = Scene.spec(pod: ["initContainers": [["name": "setup", "image": "busybox"]]])

    static let crashes: [Case] = [
        Case("runc's init killed for memory", .oomKilled, "Deployment shop/web (container app)") { scene in
            scene.deployment(
                "web",
                statuses: [
                    Scene.crashLooping(
                        128, "StartError",
                        message:
                            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown"
                    )
                ])
        },
        Case("init container killed for memory", .oomKilled, "Deployment shop/web (container setup)") { scene in
            scene.deployment(
                "web", spec: setup,
                statuses: [initial(["waiting": ["reason": "CrashLoopBackOff"]], last: Scene.ended(137, "OOMKilled"), restarts: 4)])
        },
        Case("init container fails", .initContainerFailed, "Deployment shop/web (container setup)") { scene in
            scene.deployment(
                "web", spec: setup, statuses: [initial(["waiting": ["reason": "CrashLoopBackOff"]], last: Scene.ended(1, "Error"), restarts: 4)])
            scene.log(Scene.firstPod("web"), container: "setup", "running migrations", "migration 42 aborted")
        },
        Case("init container's Secret", .missingSecret, "Deployment shop/web (container setup)") { scene in
            scene.deployment(
                "web", spec: setup,
                statuses: [initial(["waiting": ["reason": "CreateContainerConfigError", "message": "secret \"seed\" not found"]])])
        },
        Case("native sidecar crashes", .applicationCrash, "Deployment shop/web (container proxy)") { scene in
            scene.deployment(
                "web",
                spec: Scene.spec(pod: ["initContainers": [["name": "proxy", "image": "proxy", "restartPolicy": "Always"]]]),
                statuses: [initial(["waiting": ["reason": "CrashLoopBackOff"]], last: Scene.ended(2, "Error"), restarts: 4, name: "proxy")])
            scene.log(Scene.firstPod("web"), container: "proxy", "panic: nil map")
        },
        Case("only one of two containers", .oomKilled, "Deployment shop/web (container cache)") { scene in
            var status = Scene.ready().object ?? [:]
            status["conditions"] = Scene.conditions(ready: false)
            status["containerStatuses"] = [
                ["name": "app", "state": ["running": ["startedAt": .string(Scene.ago(3000))]], "lastState": [:], "ready": true, "restartCount": 0],
                [
                    "name": "cache", "state": ["waiting": ["reason": "CrashLoopBackOff"]], "lastState": Scene.ended(137, "OOMKilled"), "ready": false,
                    "restartCount": 5,
                ],
            ]
            scene.deployment(
                "web",
                spec: ["containers": [["name": "app", "image": "a"], ["name": "cache", "image": "b"]]], statuses: [.object(status)])
        },
        Case("a StatefulSet's pod", .oomKilled, "StatefulSet shop/db (container app)", ["pod": "db-0", "container": "app"]) { scene in
            scene.statefulSet("db", statuses: [Scene.crashLooping(137, "OOMKilled")])
        },
        Case("a DaemonSet's pod", .applicationCrash, "DaemonSet shop/agent (container app)", ["daemonset": "agent"]) { scene in
            scene.daemonSet("agent", statuses: [Scene.crashLooping(1), Scene.ready()])
            scene.log("agent-x7k2p", "panic: nil map")
        },
        Case("a bare pod", .applicationCrash, "Pod shop/tool (container app)", ["pod": "tool"]) { scene in
            scene.pod("tool", owner: nil, labels: [:], spec: Scene.spec(), status: Scene.crashLooping(1))
            scene.log("tool", "Traceback (most recent call last):", "ValueError: bad")
        },
        Case("a Job's pods killed for memory", .oomKilled, "Job shop/nightly (container app)", ["job_name": "nightly"]) { scene in
            scene.job(
                "nightly", failed: "BackoffLimitExceeded",
                statuses: [
                    Scene.status(phase: "Failed", state: Scene.ended(137, "OOMKilled")),
                    Scene.status(phase: "Failed", state: Scene.ended(137, "OOMKilled")),
                ])
        },
        Case("a Job past its deadline", .jobDeadlineExceeded, "Job shop/nightly", ["job_name": "nightly"]) { scene in
            scene.job("nightly", failed: "DeadlineExceeded", statuses: [])
        },
        Case("a Job's command", .badCommand, "Job shop/nightly (container app)", ["job_name": "nightly"]) { scene in
            scene.job(
                "nightly", failed: "BackoffLimitExceeded",
                statuses: [
                    Scene.status(
                        phase: "Failed",
                        state: Scene.ended(128, "StartError", message: "exec: \"exprt\": executable file not found in $PATH: unknown"))
                ])
        },
        Case("killed by liveness, running again and ready", .livenessProbeFailing, "Deployment shop/web (container app)") { scene in
            scene.deployment(
                "web", spec: Scene.spec(["ports": [["containerPort": 8080]], "livenessProbe": ["httpGet": ["path": "/live", "port": 8080]]]),
                statuses: [Scene.ready(restarts: 5, last: Scene.ended(137, "Error", started: 100, finished: 40), since: 39)])
            scene.event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", name: Scene.firstPod("web"), container: "app")
            scene.event(
                "Killing", "Container app failed liveness probe, will be restarted", name: Scene.firstPod("web"), container: "app", type: "Normal")
        },
        Case("liveness that times out", .livenessProbeTiming, "Deployment shop/web (container app)") { scene in
            scene.deployment(
                "web", spec: Scene.spec(["livenessProbe": ["httpGet": ["path": "/live", "port": 8080], "timeoutSeconds": 1]]),
                statuses: [Scene.crashLooping(137)])
            scene.event(
                "Unhealthy",
                "Liveness probe failed: Get \"http://10.1.0.5:8080/live\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
                name: Scene.firstPod("web"), container: "app")
            scene.event(
                "Killing", "Container app failed liveness probe, will be restarted", name: Scene.firstPod("web"), container: "app", type: "Normal")
        },
        Case("a read-only root file system", .volumePermissionDenied) { scene in
            scene.deployment("web", statuses: [Scene.crashLooping()])
            scene.log(Scene.firstPod("web"), "mkdir() \"/var/cache/nginx/client_temp\" failed (30: Read-only file system)")
        },
        Case("a node's architecture", .imageArchitectureMismatch) { scene in
            scene.deployment("web", statuses: [Scene.crashLooping(255)])
            scene.log(Scene.firstPod("web"), "exec /usr/local/bin/app: exec format error")
        },
        Case("Spring's port", .portConflict) { scene in
            scene.deployment("web", statuses: [Scene.crashLooping()])
            scene.log(
                Scene.firstPod("web"), "***************************", "APPLICATION FAILED TO START",
                "Web server failed to start. Port 8080 was already in use.")
        },
    ]

    // MARK: Admission

    private static func refusal(_ name: String, _ message: String, _ category: CauseCategory, _ object: String = "Deployment shop/web") -> Case {
        Case(name, category, object) { scene in
            scene.deployment("web", replicas: 2, statuses: [])
            scene.event("FailedCreate", "Error creating: \(message)", kind: "ReplicaSet", name: "web-6d4cf56db6")
            scene.snapshot.replicaSets[0].metadata.uid = "uid-ReplicaSet-web-6d4cf56db6"
        }
    }

    static let admission: [Case] = [
        refusal(
            "webhook times out",
            "Internal error occurred: failed calling webhook \"mutate.example\": failed to call webhook: Post \"https://hook.policy.svc:443/mutate?timeout=10s\": context deadline exceeded",
            .admissionWebhookFailed),
        refusal(
            "webhook without endpoints",
            "Internal error occurred: failed calling webhook \"mutate.example\": failed to call webhook: Post \"https://hook.policy.svc:443/mutate?timeout=10s\": no endpoints available for service \"hook\"",
            .admissionWebhookFailed),
        refusal(
            "webhook's refusal in others' words",
            "admission webhook \"validate.example\" denied the request: [team] maximum memory usage per Pod is 1Gi; serviceaccount \"x\" not found",
            .admissionWebhookFailed),
        refusal(
            "Pod Security",
            "pods \"web-6d4cf56db6-x\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"app\" must set securityContext.allowPrivilegeEscalation=false)",
            .podSecurityDenied),
        refusal(
            "account",
            "pods \"web-6d4cf56db6-\" is forbidden: error looking up service account shop/deployer: serviceaccount \"deployer\" not found",
            .missingServiceAccount),
        refusal(
            "ratio", "pods \"web-6d4cf56db6-x\" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000",
            .limitRangeViolation),
        refusal(
            "quota that wants limits", "pods \"web-6d4cf56db6-x\" is forbidden: failed quota: team: must specify limits.memory for: app",
            .quotaMemoryExceeded, "ResourceQuota shop/team"),
        refusal(
            "count quota",
            "pods \"web-6d4cf56db6-x\" is forbidden: exceeded quota: team, requested: pods=1, used: pods=4, limited: pods=4", .quotaPodsExceeded,
            "ResourceQuota shop/team"),
        Case("a StatefulSet's claim", .quotaStorageExceeded, "ResourceQuota shop/disk", ["statefulset": "db"]) { scene in
            scene.statefulSet("db", replicas: 2, statuses: [Scene.ready()])
            scene.event(
                "FailedCreate",
                "create Claim data-db-1 for Pod db-1 in StatefulSet db failed error: persistentvolumeclaims \"data-db-1\" is forbidden: exceeded quota: disk, requested: requests.storage=10Gi, used: requests.storage=10Gi, limited: requests.storage=15Gi",
                kind: "StatefulSet", name: "db")
        },
        Case("a DaemonSet's pods", .quotaCPUExceeded, "ResourceQuota shop/team", ["daemonset": "agent"]) { scene in
            scene.daemonSet("agent", desired: 2, statuses: [Scene.ready()])
            scene.event(
                "FailedCreate",
                "Error creating: pods \"agent-abcde\" is forbidden: exceeded quota: team, requested: limits.cpu=1, used: limits.cpu=2, limited: limits.cpu=2",
                kind: "DaemonSet", name: "agent")
        },
        Case("a Job's pods", .quotaPodsExceeded, "ResourceQuota shop/team", ["job_name": "nightly"]) { scene in
            scene.job("nightly", failed: nil, statuses: [])
            scene.event(
                "FailedCreate",
                "Error creating: pods \"nightly-abcde\" is forbidden: exceeded quota: team, requested: count/pods=1, used: count/pods=2, limited: count/pods=2",
                kind: "Job", name: "nightly")
        },
    ]

    // MARK: Scheduling

    private static func unscheduled(_ name: String, _ message: String, _ category: CauseCategory, pod: JSONValue = [:]) -> Case {
        Case(name, category) { scene in
            scene.deployment("web", spec: Scene.spec(pod: pod), statuses: [Scene.unscheduled(message)], nodeName: nil)
        }
    }

    static let scheduling: [Case] = [
        unscheduled(
            "claims to deallocate",
            "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
            .insufficientMemory),
        unscheduled("a node by name", "0/3 nodes are available: 3 node(s) didn't match the requested node name.", .nodeSelectorMismatch),
        unscheduled(
            "one domain is full", "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match pod topology spread constraints.",
            .insufficientCPU),
        unscheduled(
            "others' anti-affinity",
            "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't satisfy existing pods anti-affinity rules.",
            .podAntiAffinityConflict),
        unscheduled(
            "huge pages", "0/2 nodes are available: 2 Insufficient hugepages-2Mi.", .insufficientExtendedResource),
        unscheduled("node's disk", "0/2 nodes are available: 2 Insufficient ephemeral-storage.", .insufficientExtendedResource),
        unscheduled(
            "own pool is full", "0/5 nodes are available: 3 node(s) didn't match Pod's node affinity/selector, 2 Insufficient memory.",
            .insufficientMemory, pod: ["nodeSelector": ["pool": "x"]]),
        unscheduled(
            "volumes elsewhere", "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had volume node affinity conflict.", .nodeAffinityMismatch),
        unscheduled(
            "ports",
            "0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.",
            .hostPortConflict),
        unscheduled(
            "a tainted pool",
            "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 2 node(s) had untolerated taint {gpu: true}.",
            .untoleratedTaint),
    ]

    // MARK: Alerts

    static let alerts: [Case] = [
        Case("a scrape job named for the Service", .oomKilled, "StatefulSet shop/db (container app)", ["job": "api", "instance": "10.1.0.5:8080"]) {
            $0.crowdedChain()
        },
        Case("a scrape job with its namespace", .oomKilled, "StatefulSet shop/db (container app)", ["job": "shop/api"]) { $0.crowdedChain() },
        Case("a Service only", .oomKilled, "StatefulSet shop/db (container app)", ["service": "api"]) { $0.crowdedChain() },
        Case(
            "a black box's address", .oomKilled, "StatefulSet shop/db (container app)",
            ["job": "blackbox", "instance": "http://api.shop.svc:80/health"]
        ) {
            $0.crowdedChain()
        },
        Case("a label of the application's", .oomKilled, "StatefulSet shop/db (container app)", ["app_kubernetes_io_name": "api"]) {
            $0.crowdedChain()
        },
        Case("a mesh's destination", .oomKilled, "StatefulSet shop/db (container app)", ["destination_service": "api.shop.svc.cluster.local"]) {
            $0.crowdedChain()
        },
        Case("an autoscaler at its maximum without a word", .hpaAtMaximum, "HorizontalPodAutoscaler shop/web", ["horizontalpodautoscaler": "web"]) {
            $0.deployment("web")
            $0.snapshot.autoscalers = [
                HorizontalPodAutoscaler([
                    "metadata": Scene.metadata("web"),
                    "spec": ["scaleTargetRef": ["kind": "Deployment", "name": "web"], "minReplicas": 1, "maxReplicas": 3],
                    "status": [
                        "currentReplicas": 3, "desiredReplicas": 3,
                        "conditions": [["type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"]],
                    ],
                ])
            ]
        },
        Case("no kubelet anywhere", .kubeletUnavailable, "Node worker-1", ["namespace": "", "alertname": "KubeletDown", "job": "kubelet"]) {
            $0.node("worker-1", ready: "Unknown", message: "Kubelet stopped posting node status.")
        },
        Case(
            "a volume that fills up, unmeasured", .diskFull, "PersistentVolumeClaim shop/data",
            ["persistentvolumeclaim": "data", "alertname": "KubePersistentVolumeFillingUp"]
        ) {
            $0.snapshot.persistentVolumeClaims = [PersistentVolumeClaim(["metadata": Scene.metadata("data"), "status": ["phase": "Bound"]])]
        },
        Case(
            "throttling, unmeasured", .cpuThrottling, "Deployment shop/web (container app)",
            ["pod": Scene.firstPod("web"), "container": "app", "alertname": "CPUThrottlingHigh"]
        ) {
            $0.deployment("web", spec: Scene.spec(["resources": ["limits": ["cpu": "100m"]]]))
        },
        Case("a Job's own alert", .jobFailed, nil, ["job_name": "nightly", "job": "kube-state-metrics"]) {
            $0.job("nightly", failed: "BackoffLimitExceeded", statuses: [Scene.status(phase: "Failed", state: Scene.ended(3, "Error"))])
        },
    ]

    // MARK: Chains

    static let chains: [Case] = [
        Case("headless name", .oomKilled, "StatefulSet shop/db (container app)", ["deployment": "api"]) {
            $0.chain(host: "db-0.db.shop.svc.cluster.local")
        },
        Case("cluster address", .oomKilled, "StatefulSet shop/db (container app)", ["deployment": "api"]) { scene in
            scene.chain(host: "10.96.0.10")
        },
        Case("only the log names it", .oomKilled, "StatefulSet shop/db (container app)", ["deployment": "api"]) { scene in
            scene.chain(host: nil)
        },
        Case("database not ready, connection timed out by address", .oomKilled, "StatefulSet shop/db (container app)", ["deployment": "api"]) {
            scene in
            scene.chain(log: "dial tcp 10.96.0.10:5432: i/o timeout")
        },
        Case("wrong port of a well database", .dependencyWrongPort, nil, ["deployment": "api"]) { scene in
            scene.chain(database: Scene.ready(), log: "dial tcp 10.96.0.10:5433: connect: connection refused", port: 5433)
        },
        Case("a default deny", .networkPolicyBlocked, nil, ["deployment": "api"]) { scene in
            scene.chain(database: Scene.ready(), log: "dial tcp 10.96.0.10:5432: i/o timeout")
            scene.snapshot.networkPolicies = [
                NetworkPolicy(["metadata": Scene.metadata("deny"), "spec": ["podSelector": [:], "policyTypes": ["Ingress"]]])
            ]
        },
        Case("a database scaled to zero", .scaledToZero, "StatefulSet shop/db", ["deployment": "api"]) { scene in
            scene.chain(database: nil, log: "dial tcp 10.96.0.10:5432: connect: connection refused")
        },
        Case("a misspelt name", .wrongEnvironmentAddress, nil, ["deployment": "api"]) { scene in
            scene.chain(host: "dbb", database: Scene.ready(), log: "dial tcp: lookup dbb on 10.96.0.10:53: no such host")
        },
        Case("rejected by a well database", .dependencyCredentialsRejected, "Deployment shop/api (container app)", ["deployment": "api"]) { scene in
            scene.chain(database: Scene.ready(), log: "FATAL: password authentication failed for user \"api\"")
        },
    ]

    // MARK: Nothing wrong

    static let well: [Case] = [
        Case("a Job that succeeded at its second try", .healthy, nil, ["job_name": "nightly"]) { scene in
            scene.job(
                "nightly", failed: nil, complete: true,
                statuses: [
                    Scene.status(phase: "Failed", state: Scene.ended(1, "Error")),
                    Scene.status(phase: "Succeeded", state: Scene.ended(0, "Completed")),
                ])
            scene.log("nightly-abcd0", "panic: nil map")
        },
        Case("a CronJob's run that a later one made good", .healthy, nil, ["job_name": "backup-29384920"]) { scene in
            scene.job(
                "backup-29384920", failed: "BackoffLimitExceeded", cronJob: "backup", started: 7200,
                statuses: [
                    Scene.status(phase: "Failed", state: Scene.ended(1, "Error", started: 7200, finished: 7000))
                ])
            scene.job("backup-29384980", failed: nil, complete: true, cronJob: "backup", started: 3600, statuses: [])
        },
        Case("an old ReplicaSet's refusals", .healthy) { scene in
            scene.deployment("web")
            scene.event("FailedCreate", "Error creating: pods \"web-5f\" is forbidden: exceeded quota: q", kind: "ReplicaSet", name: "web-5f5f5f5f5f")
        },
        Case("probe noise at start", .healthy) { scene in
            scene.deployment("web", spec: Scene.spec(["startupProbe": ["httpGet": ["path": "/", "port": 80]]]))
            scene.event("Unhealthy", "Startup probe failed: dial tcp 10.1.0.5:80: connect: connection refused", name: Scene.firstPod("web"), count: 8)
        },
        Case("a completed pod on its own", .healthy, nil, ["pod": "tool"]) { scene in
            scene.pod(
                "tool", owner: nil, labels: [:], spec: Scene.spec(pod: ["restartPolicy": "Never"]),
                status: Scene.status(phase: "Succeeded", state: Scene.ended(0, "Completed")))
        },
        Case("an evicted predecessor", .healthy) { scene in
            scene.deployment("web")
            scene.pod(
                "web-6d4cf56db6-zzzzz", owner: ("ReplicaSet", "web-6d4cf56db6"), labels: ["app": "web"], spec: Scene.spec(),
                status: ["phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory."], age: 90_000)
        },
        Case("an autoscaler at its minimum", .healthy, nil, ["horizontalpodautoscaler": "web"]) {
            $0.deployment("web")
            $0.snapshot.autoscalers = [
                HorizontalPodAutoscaler([
                    "metadata": Scene.metadata("web"),
                    "spec": ["scaleTargetRef": ["kind": "Deployment", "name": "web"], "minReplicas": 1, "maxReplicas": 3],
                    "status": [
                        "currentReplicas": 1, "desiredReplicas": 1,
                        "conditions": [["type": "ScalingLimited", "status": "True", "reason": "TooFewReplicas"]],
                    ],
                ])
            ]
        },
        Case("a pod that terminates while its successor is ready", .healthy) { scene in
            scene.deployment("web")
            scene.pod(
                "web-5f5f5f5f5f-zzzzz", owner: ("ReplicaSet", "web-6d4cf56db6"), labels: ["app": "web"], spec: Scene.spec(),
                status: Scene.status(state: Scene.ended(143, "Error")), age: 90_000)
            scene.snapshot.pods[1].metadata.deletionTimestamp = Scene.now - .seconds(5)
        },
        Case("a sick neighbour on the same node", .healthy) { scene in
            scene.deployment("web")
            scene.deployment("sick", statuses: [Scene.crashLooping(137, "OOMKilled")])
            scene.service("sick")
            scene.log(Scene.firstPod("web"), "INFO GET /", "INFO GET /")
        },
    ]

    @Test(arguments: images + crashes + admission + scheduling + alerts + chains + well) func aGuiseHasItsCause(one: Case) throws {
        let response = one.scene.analyze(one.labels)
        let first = try #require(response.rootCauses.first)
        #expect(first.category == one.category, "\(response.analysisSummary)")
        if let object = one.object { #expect(first.object?.description == object) }
    }
}
