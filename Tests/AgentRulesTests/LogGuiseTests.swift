import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Logs of runtimes and libraries, volumes, chains over several Services, reads that fail, and traps, in words of their own.
@Suite struct LogGuiseTests {
    typealias Case = GuiseTests.Case

    // MARK: What programs write

    private static func crash(_ name: String, _ category: CauseCategory, code: Int = 1, _ lines: String...) -> Case {
        Case(name, category, "Deployment shop/web (container app)") { scene in
            scene.deployment("web", statuses: [Scene.crashLooping(code)])
            let entries = lines.enumerated().map { ContainerLog.Line(time: Scene.now - .seconds(Int64(60 - $0.offset)), text: $0.element) }
            scene.snapshot.logs.append(
                ContainerLog(namespace: "shop", pod: Scene.firstPod("web"), container: "app", isPrevious: false, content: .lines(entries)))
        }
    }

    static let logs: [Case] = [
        crash(
            "Go, nil", .applicationCrash, code: 2, "panic: runtime error: invalid memory address or nil pointer dereference",
            "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48]", "goroutine 1 [running]:"),
        crash(
            "Java, placeholder", .missingEnvironmentVariable,
            "Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'DB_URL' in value \"${DB_URL}\""),
        crash(
            "Java, database", .dependencyUnreachable,
            "Caused by: org.postgresql.util.PSQLException: Connection to 203.0.113.7:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections."
        ),
        crash(
            "Java, credentials", .dependencyCredentialsRejected,
            "Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed for user \"app\"", "APPLICATION FAILED TO START"),
        crash(
            "Java, Hikari gives up on a refused peer", .dependencyUnreachable,
            "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.",
            "Caused by: java.net.ConnectException: Connection refused (Connection refused) 203.0.113.7:5432"),
        crash(
            "Node, module", .badCommand, "node:internal/modules/cjs/loader:1080", "Error: Cannot find module '/app/server.js'",
            "    at Module._resolveFilename", "  code: 'MODULE_NOT_FOUND',"),
        crash(
            "Node, refused", .dependencyUnreachable, "Error: connect ECONNREFUSED 203.0.113.7:6379",
            "    at TCPConnectWrap.afterConnect [as oncomplete]"),
        crash(
            "Node, bug", .applicationCrash, "/app/index.js:12", "TypeError: Cannot read properties of undefined (reading 'id')",
            "    at main (/app/index.js:12:9)"),
        crash(
            "Node, heap", .oomKilled, code: 134, "<--- Last few GCs --->",
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"),
        crash(
            "Python, module", .applicationCrash, "Traceback (most recent call last):", "  File \"/app/main.py\", line 1, in <module>",
            "ModuleNotFoundError: No module named 'flask'"),
        crash(
            "Python, configuration file", .invalidConfiguration, "Traceback (most recent call last):",
            "FileNotFoundError: [Errno 2] No such file or directory: '/etc/app/config.yaml'"),
        crash(
            "Python, psycopg", .dependencyUnreachable,
            "psycopg2.OperationalError: connection to server at \"203.0.113.7\", port 5432 failed: Connection refused",
            "\tIs the server running on that host and accepting TCP/IP connections?"),
        crash(
            "Python, name", .dnsResolutionFailed,
            "psycopg2.OperationalError: could not translate host name \"db.example.com\" to address: Name or service not known"),
        crash(
            "PHP, memory", .oomKilled, code: 255,
            "PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/x.php on line 3"),
        crash("Rust", .applicationCrash, code: 101, "thread 'main' panicked at src/main.rs:4:5:", "called `Option::unwrap()` on a `None` value"),
        crash("Ruby", .applicationCrash, "app.rb:3:in `<main>': undefined method `foo' for nil:NilClass (NoMethodError)"),
        crash(
            ".NET", .applicationCrash, code: 134, "Unhandled exception. System.InvalidOperationException: Sequence contains no elements",
            "   at Program.Main()"),
        crash("shell, variable", .missingEnvironmentVariable, "/entrypoint.sh: line 3: DB_PASSWORD: parameter not set"),
        crash(
            "Postgres image", .missingEnvironmentVariable, "Error: Database is uninitialized and superuser password is not specified.",
            "       You must specify POSTGRES_PASSWORD to a non-empty value for the superuser."),
        crash(
            "MySQL image", .missingEnvironmentVariable,
            "2026-11-21 07:42:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
            "    You need to specify one of the following as an environment variable:", "    - MYSQL_ROOT_PASSWORD"),
        crash(
            "nginx, upstream name", .dnsResolutionFailed,
            "2026/11/21 07:42:00 [emerg] 1#1: host not found in upstream \"backend.example.com\" in /etc/nginx/conf.d/default.conf:4"),
        crash("nginx, configuration", .invalidConfiguration, "nginx: [emerg] unexpected \"}\" in /etc/nginx/nginx.conf:12"),
        crash(
            "Redis, file", .invalidConfiguration, "*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***", "Reading the configuration file, at line 3",
            ">>> 'maxmemroy 1gb'", "Bad directive or wrong number of arguments"),
        crash(
            "Postgres, data's owner", .volumePermissionDenied,
            "initdb: error: could not change permissions of directory \"/var/lib/postgresql/data\": Operation not permitted"),
        crash("Postgres, full", .diskFull, "PANIC:  could not write to file \"pg_wal/xlogtemp.29\": No space left on device"),
        crash(
            "Kafka client", .dependencyUnreachable,
            "org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: listTopics",
            "[AdminClient clientId=adminclient-1] Connection to node -1 (kafka.example.com/203.0.113.7:9092) could not be established. Broker may not be available."
        ),
        crash("Mongo, credentials", .dependencyCredentialsRejected, "MongoServerError: Authentication failed."),
        crash(
            "RabbitMQ, credentials", .dependencyCredentialsRejected,
            "pika.exceptions.ProbableAuthenticationError: ConnectionClosedByBroker: (403) 'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.'"
        ),
        crash(
            "gRPC", .dependencyUnreachable,
            "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp 203.0.113.7:50051: connect: connection refused\""
        ),
        crash("TLS, name", .certificateUntrusted, "tls: failed to verify certificate: x509: certificate is valid for a.example, not b.example"),
        crash(
            "TLS, expired in Java", .certificateExpired,
            "Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sat Nov 01 00:00:00 UTC 2025"),
        crash("port below 1024", .volumePermissionDenied, "listen tcp :80: bind: permission denied"),
        crash("flags", .badCommand, code: 2, "flag provided but not defined: -portt", "Usage of /app:"),
        crash("help on stdout only", .applicationCrash, code: 64, "usage: tool [options]"),
        crash(
            "warnings beside the error", .applicationCrash,
            "WARN could not connect to cache 203.0.113.8:6379: connection refused, continuing without", "INFO listening on 8080", "INFO ready",
            "panic: assignment to entry in nil map", "goroutine 7 [running]:"),
    ]

    // MARK: Volumes and claims

    private static func mount(_ name: String, _ message: String, _ category: CauseCategory, reason: String = "FailedMount") -> Case {
        Case(name, category) { scene in
            scene.deployment("web", statuses: [Scene.waiting("ContainerCreating")])
            scene.event(reason, message, name: Scene.firstPod("web"))
        }
    }

    private static func claim(
        _ name: String, _ category: CauseCategory, spec: JSONValue, event: (String, String)?, classes: [JSONValue] = [], volumes: [JSONValue] = []
    ) -> Case {
        Case(name, category, "PersistentVolumeClaim shop/data") { scene in
            let pod: JSONValue = ["volumes": [["name": "d", "persistentVolumeClaim": ["claimName": "data"]]]]
            scene.deployment(
                "web", spec: Scene.spec(pod: pod),
                statuses: [Scene.unscheduled("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found")], nodeName: nil)
            scene.snapshot.persistentVolumeClaims = [
                PersistentVolumeClaim(["metadata": Scene.metadata("data"), "spec": spec, "status": ["phase": "Pending"]])
            ]
            scene.snapshot.storageClasses = classes.map(StorageClass.init)
            scene.snapshot.persistentVolumes = volumes.map(PersistentVolume.init)
            if let event { scene.event(event.0, event.1, kind: "PersistentVolumeClaim", name: "data") }
        }
    }

    private static let ten: JSONValue = [
        "accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "resources": ["requests": ["storage": "10Gi"]],
    ]
    private static let fast: JSONValue = ["metadata": ["name": "fast"], "provisioner": "ebs.csi.aws.com", "volumeBindingMode": "Immediate"]

    static let volumes: [Case] = [
        mount(
            "CSI driver absent",
            "MountVolume.MountDevice failed for volume \"pvc-1\" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers",
            .volumeMountFailed),
        mount(
            "CSI permission",
            "MountVolume.SetUp failed for volume \"pvc-1\" : rpc error: code = Internal desc = mount failed: exit status 32: mount.nfs: access denied by server while mounting 10.0.0.9:/data",
            .volumePermissionDenied),
        mount(
            "attach",
            "AttachVolume.Attach failed for volume \"pvc-1\" : rpc error: code = Internal desc = Could not attach volume \"vol-1\" to node \"i-1\": timed out waiting for the condition",
            .volumeMountFailed, reason: "FailedAttachVolume"),
        mount("hostPath", "MountVolume.SetUp failed for volume \"d\" : hostPath type check failed: /data/x is not a directory", .volumeMountFailed),
        mount(
            "missing ConfigMap among projected",
            "MountVolume.SetUp failed for volume \"all\" : [configmap \"one\" not found, secret \"two\" not found]", .missingConfigmap),
        mount("key among projected", "MountVolume.SetUp failed for volume \"conf\" : references non-existent secret key: tls.key", .missingConfigKey),
        mount(
            "sandbox",
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"1\": plugin type=\"flannel\" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory",
            .nodeNetworkUnavailable, reason: "FailedCreatePodSandBox"),
        claim(
            "no class of that name", .pvcStorageClassMissing, spec: ten,
            event: ("ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found")),
        claim(
            "the provisioner's error", .provisioningFailed, spec: ten,
            event: (
                "ProvisioningFailed",
                "failed to provision volume with StorageClass \"fast\": rpc error: code = ResourceExhausted desc = insufficient capacity"
            ), classes: [fast]),
        claim(
            "no provisioner answers", .provisioningFailed, spec: ten,
            event: (
                "ExternalProvisioning",
                "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator."
            ), classes: [fast]),
        claim(
            "too small", .pvcCapacityMismatch, spec: ten, event: ("ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found"),
            volumes: [
                [
                    "metadata": ["name": "pv"],
                    "spec": ["storageClassName": "fast", "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "5Gi"]],
                    "status": ["phase": "Available"],
                ]
            ]),
        claim(
            "mode", .pvcAccessModeMismatch,
            spec: ["accessModes": ["ReadWriteMany"], "storageClassName": "", "resources": ["requests": ["storage": "1Gi"]]],
            event: ("FailedBinding", "no persistent volumes available for this claim and no storage class is set"),
            volumes: [
                [
                    "metadata": ["name": "pv"], "spec": ["storageClassName": "", "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "5Gi"]],
                    "status": ["phase": "Available"],
                ]
            ]),
    ]

    // MARK: Chains

    private static func env(_ name: String, _ value: String) -> JSONValue {
        Scene.spec(["env": [["name": .string(name), "value": .string(value)]], "readinessProbe": ["httpGet": ["path": "/ready", "port": 8080]]])
    }

    static let chains: [Case] = [
        Case("four links, symptoms only by probes", .missingSecret, "Deployment shop/store (container app)", ["service": "edge"]) { scene in
            for (name, next) in [("edge", "cart"), ("cart", "stock"), ("stock", "store")] {
                scene.deployment(name, spec: env("UPSTREAM_URL", "http://\(next):80"), statuses: [Scene.notReady()])
                scene.service(name)
                scene.event(
                    "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", name: Scene.firstPod(name), container: "app")
            }
            scene.deployment("store", statuses: [Scene.waiting("CreateContainerConfigError", "secret \"store-db\" not found")])
            scene.service("store")
        },
        Case("envFrom", .imageNotFound, "Deployment shop/cache (container app)", ["deployment": "web"]) { scene in
            scene.configMap("settings", ["REDIS_ADDR": "cache:6379"])
            scene.deployment("web", spec: Scene.spec(["envFrom": [["configMapRef": ["name": "settings"]]]]), statuses: [Scene.notReady()])
            scene.log(
                Scene.firstPod("web"), "ERROR redis: dial tcp 10.96.0.10:6379: connect: connection refused",
                "ERROR redis: dial tcp 10.96.0.10:6379: connect: connection refused",
                "ERROR redis: dial tcp 10.96.0.10:6379: connect: connection refused")
            scene.service("cache", port: 6379, target: 6379)
            scene.deployment("cache", statuses: [Scene.waiting("ImagePullBackOff", "manifest unknown: not found")])
        },
        Case("arguments", .insufficientCPU, "Deployment shop/cache", ["deployment": "web"]) { scene in
            scene.deployment("web", spec: Scene.spec(["args": ["--cache=cache.shop.svc:6379"]]), statuses: [Scene.crashLooping()])
            scene.log(Scene.firstPod("web"), "fatal: cache.shop.svc:6379: connection refused")
            scene.service("cache", port: 6379, target: 6379)
            scene.deployment("cache", statuses: [Scene.unscheduled("0/1 nodes are available: 1 Insufficient cpu.")], nodeName: nil)
        },
        Case("a Service that selects nothing, by cluster address", .serviceSelectorMismatch, "Service shop/db", ["deployment": "api"]) { scene in
            scene.chain(database: Scene.ready(), log: "dial tcp 10.96.0.10:5432: connect: connection refused")
            scene.snapshot.services[0] = Service([
                "metadata": Scene.metadata("db"),
                "spec": ["selector": ["app": "database"], "clusterIP": "10.96.0.10", "ports": [["port": 5432, "targetPort": 5432]]],
            ])
        },
        Case("a Service's target port, as the client sees it", .servicePortMismatch, "Service shop/db", ["deployment": "api"]) { scene in
            scene.service("db", port: 5432, target: 5433)
            scene.deployment("db", spec: Scene.spec(["ports": [["containerPort": 5432]]]))
            scene.deployment("api", spec: env("DB_HOST", "db"), statuses: [Scene.crashLooping()])
            scene.log(Scene.firstPod("api"), "connection to server at \"db\" (10.96.0.10), port 5432 failed: Connection refused")
        },
        Case("a default deny in front of the name server", .networkPolicyBlocked, "NetworkPolicy shop/deny", ["deployment": "api"]) { scene in
            scene.chain(database: Scene.ready(), log: "dial tcp: lookup db on 10.96.0.10:53: read udp 10.1.0.5:4242->10.96.0.10:53: i/o timeout")
            scene.snapshot.networkPolicies = [
                NetworkPolicy(["metadata": Scene.metadata("deny"), "spec": ["podSelector": [:], "policyTypes": ["Ingress", "Egress"]]])
            ]
        },
        Case("a database out of connections", .databaseConnectionsExhausted, nil, ["deployment": "api"]) { scene in
            scene.chain(database: Scene.ready(), log: "FATAL: sorry, too many clients already")
        },
        Case("the peer's image, found from a running pod's 5xx", .applicationCrash, "Deployment shop/api (container app)", ["deployment": "web"]) {
            scene in
            scene.deployment("web", spec: env("API_URL", "http://api:8080"))
            scene.service("api", port: 8080)
            scene.deployment("api", statuses: [Scene.crashLooping(2)])
            scene.log(Scene.firstPod("api"), "panic: nil map")
            scene.log(
                Scene.firstPod("web"), "GET /cart 502 upstream http://api:8080", "GET /cart 502 upstream http://api:8080",
                "GET /cart 502 upstream http://api:8080", "ERROR upstream api:8080 returned 502", "ERROR upstream api:8080 returned 502",
                "ERROR upstream api:8080 returned 502")
        },
        Case(
            "an application's alert on the same", .imageNotFound, "Deployment shop/sick (container app)",
            ["deployment": "web", "alertname": "HighErrorRate"]
        ) { scene in
            scene.deployment("web", spec: env("DOCS_URL", "http://sick:80"))
            scene.deployment("sick", statuses: [Scene.waiting("ImagePullBackOff", "not found")])
            scene.service("sick")
        },
        Case("one of three replicas, on a sick node", .nodeNetworkUnavailable, "Node worker-2", ["deployment": "web"]) { scene in
            scene.node("worker-2")
            scene.deployment("web", replicas: 2, statuses: [Scene.ready(), Scene.ready()])
            scene.pod(
                "web-6d4cf56db6-zzzzz", owner: ("ReplicaSet", "web-6d4cf56db6"), labels: ["app": "web"], spec: Scene.spec(),
                status: Scene.waiting("ContainerCreating"), nodeName: "worker-2", age: 600)
            scene.event(
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"1\": plugin type=\"calico\" failed (add): stat /var/lib/calico/nodename: no such file or directory",
                name: "web-6d4cf56db6-zzzzz")
        },
        Case("a static pod of the control plane", .badCommand, nil, ["pod": "kube-scheduler-worker-1", "container": "app"]) { scene in
            scene.pod("kube-scheduler-worker-1", owner: ("Node", "worker-1"), labels: [:], spec: Scene.spec(), status: Scene.crashLooping(1))
            scene.log("kube-scheduler-worker-1", "Error: unknown flag: --bind-adress")
        },
        Case("an optional cache that is broken isn't a crash's cause", .badCommand, "Deployment shop/web (container app)", ["deployment": "web"]) {
            scene in
            scene.deployment(
                "web", spec: env("CACHE_URL", "redis://cache:6379"),
                statuses: [Scene.crashLooping(128, "StartError", message: "exec: \"serve\": executable file not found in $PATH: unknown")])
            scene.service("cache")
            scene.deployment("cache", statuses: [Scene.crashLooping(137, "OOMKilled")])
        },
        Case("an init container that waits", .oomKilled, "StatefulSet shop/db (container app)", ["deployment": "web"]) { scene in
            scene.chain()
            scene.deployment(
                "web",
                spec: Scene.spec(pod: [
                    "initContainers": [
                        ["name": "setup", "image": "busybox", "command": ["sh", "-c", "until nc -z db 5432; do echo waiting for db; sleep 2; done"]]
                    ]
                ]),
                statuses: [GuiseTests.initial(["running": ["startedAt": .string(Scene.ago(900))]])])
            scene.log(Scene.firstPod("web"), container: "setup", "waiting for db", "waiting for db", "waiting for db")
        },
    ]

    // MARK: Reads that fail

    private static func failing(_ name: String, _ resource: String, _ reason: ReadFailure.Reason = .forbidden, _ build: (inout Scene) -> Void) -> Case
    {
        Case(name, .inconclusive) { scene in
            build(&scene)
            scene.snapshot.failures = [ReadFailure(verb: "list", resource: resource, namespace: "shop", reason: reason, message: "forbidden")]
        }
    }

    static let unread: [Case] = [
        failing("pods", "pods") { scene in
            scene.deployment("web")
            scene.snapshot.pods = []
        },
        failing("events, of a pod that isn't ready", "events") { scene in
            scene.deployment("web", statuses: [Scene.notReady()])
        },
        failing("events, of a pod that is creating", "events") { scene in
            scene.deployment("web", statuses: [Scene.waiting("ContainerCreating")])
        },
    ]

    // MARK: Nothing wrong

    static let well: [Case] = [
        Case("an application's warnings", .healthy) { scene in
            scene.deployment("web")
            scene.log(Scene.firstPod("web"), "WARN deprecated option", "INFO GET /error 200", "INFO failed=0 ok=12")
        },
        Case("an application's own handled errors", .healthy) { scene in
            scene.deployment("web")
            scene.log(
                Scene.firstPod("web"), "ERROR order 12: invalid coupon", "INFO order 13 ok", "ERROR order 14: card declined", "INFO order 15 ok")
        },
        Case("a rollout in its middle", .healthy) { scene in
            scene.deployment("web", replicas: 2, statuses: [Scene.ready(), Scene.ready(since: 5)])
            scene.event("ScalingReplicaSet", "Scaled down replica set web-5f5f5f5f5f to 0 from 1", kind: "Deployment", name: "web", type: "Normal")
        },
        Case("a Job that runs", .healthy, nil, ["job_name": "nightly"]) { scene in
            scene.job("nightly", failed: nil, statuses: [Scene.ready()])
        },
        Case(
            "a claim that waits for its first consumer", .healthy, nil, ["persistentvolumeclaim": "data", "alertname": "KubePersistentVolumeErrors"]
        ) { scene in
            scene.snapshot.storageClasses = [
                StorageClass(["metadata": ["name": "fast"], "provisioner": "x", "volumeBindingMode": "WaitForFirstConsumer"])
            ]
            scene.snapshot.persistentVolumeClaims = [
                PersistentVolumeClaim(["metadata": Scene.metadata("data"), "spec": ten, "status": ["phase": "Pending"]])
            ]
            scene.event(
                "WaitForFirstConsumer", "waiting for first consumer to be created before binding", kind: "PersistentVolumeClaim", name: "data",
                type: "Normal")
        },
        Case("a bound claim in some namespace", .healthy, nil, ["persistentvolumeclaim": "data", "alertname": "NamespaceVolumeErrors"]) { scene in
            scene.snapshot.persistentVolumeClaims = [PersistentVolumeClaim(["metadata": Scene.metadata("data"), "status": ["phase": "Bound"]])]
        },
        Case("a node that recovered", .healthy, nil, ["node": "worker-1", "namespace": ""]) { scene in
            scene.event("NodeNotReady", "Node worker-1 status is now: NodeNotReady", kind: "Node", name: "worker-1", secondsAgo: 900, type: "Normal")
        },
        Case("a well web server with a sick optional peer that nobody complains about", .healthy) { scene in
            scene.deployment("web", spec: env("DOCS_URL", "https://docs.example.com"))
            scene.deployment("sick", statuses: [Scene.waiting("ImagePullBackOff", "not found")])
        },
        Case("recovered, beside a sick peer that it doesn't complain of", .healthy, nil, ["deployment": "web", "alertname": "KubePodCrashLooping"]) {
            scene in
            scene.deployment("web", spec: env("DOCS_URL", "http://sick:80"))
            scene.deployment("sick", statuses: [Scene.waiting("ImagePullBackOff", "not found")])
            scene.service("sick")
        },
        Case("an exhausted quota that refuses nobody", .healthy) { scene in
            scene.deployment("web")
            scene.snapshot.resourceQuotas = [
                ResourceQuota(["metadata": Scene.metadata("team"), "status": ["hard": ["pods": "1"], "used": ["pods": "1"]]])
            ]
        },
    ]

    @Test(arguments: logs + volumes + chains + unread + well) func aGuiseHasItsCause(one: Case) throws {
        let response = one.scene.analyze(one.labels)
        let first = try #require(response.rootCauses.first)
        #expect(first.category == one.category, "\(response.analysisSummary)")
        if let object = one.object { #expect(first.object?.description == object) }
    }
}
