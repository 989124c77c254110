import AgentDomain
import Contracts
import Primitives
import Testing

/// What a container's state, its events and its log amount to, one pod at a time.
@Suite struct ContainerStateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var status: JSONValue
        var event: (reason: String, message: String)?
        var spec: JSONValue = Scene.spec()
        var log: [String] = []
        var expected: CauseCategory
        var testDescription: String { name }

        init(
            _ name: String, _ status: JSONValue, event: (String, String)? = nil, spec: JSONValue = Scene.spec(), log: [String] = [],
            _ expected: CauseCategory
        ) {
            self.name = name
            self.status = status
            self.event = event.map { ($0.0, $0.1) }
            self.spec = spec
            self.log = log
            self.expected = expected
        }
    }

    static func run(_ one: Case) -> AnalyzeResponse {
        var scene = Scene()
        scene.deployment("web", spec: one.spec, statuses: [one.status])
        if let event = one.event {
            scene.event(event.reason, event.message, name: Scene.firstPod("web"), container: event.reason == "FailedMount" ? nil : "app")
        }
        if !one.log.isEmpty {
            scene.snapshot.logs.append(
                .init(
                    namespace: Scene.namespace, pod: Scene.firstPod("web"), container: "app", isPrevious: false,
                    content: .lines(one.log.map { .init(time: Scene.now - .seconds(10), text: $0) })))
        }
        return scene.analyze(["pod": Scene.firstPod("web")])
    }

    static let images: [Case] = [
        Case(
            "not found",
            Scene.waiting(
                "ImagePullBackOff",
                "Back-off pulling image \"registry.example/app:1.0\": ErrImagePull: rpc error: code = NotFound desc = failed to resolve reference: registry.example/app:1.0: not found"
            ), .imageNotFound),
        Case(
            "manifest unknown, as an event only", Scene.waiting("ErrImagePull"),
            event: (
                "Failed",
                "Failed to pull image \"registry.example/app:1.0\": Error response from daemon: manifest for registry.example/app:1.0 not found: manifest unknown: manifest unknown"
            ), .imageNotFound),
        Case(
            "401", Scene.waiting("ErrImagePull", "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized"),
            .imagePullUnauthorized),
        Case(
            "403", Scene.waiting("ImagePullBackOff", "unexpected status from HEAD request to https://ghcr.io/v2/x/manifests/1: 403 Forbidden"),
            .imagePullUnauthorized),
        Case(
            "denied",
            Scene.waiting(
                "ImagePullBackOff",
                "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
            ), .imagePullUnauthorized),
        Case(
            "no such registry",
            Scene.waiting(
                "ErrImagePull",
                "failed to do request: Head \"https://registry.example/v2/app\": dial tcp: lookup registry.example on 10.0.0.2:53: no such host"),
            .imageRegistryUnreachable),
        Case(
            "registry times out",
            Scene.waiting(
                "ErrImagePull",
                "Get \"https://registry.example/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"
            ), .imageRegistryUnreachable),
        Case(
            "untrusted registry",
            Scene.waiting(
                "ErrImagePull",
                "failed to do request: Head \"https://registry.example/v2/app\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
            ), .imageRegistryTLS),
        Case("plain HTTP registry", Scene.waiting("ErrImagePull", "http: server gave HTTP response to HTTPS client"), .imageRegistryTLS),
        Case("rate limit", Scene.waiting("ImagePullBackOff", "toomanyrequests: You have reached your pull rate limit."), .imagePullRateLimited),
        Case("no platform", Scene.waiting("ErrImagePull", "no match for platform in manifest: not found"), .imageArchitectureMismatch),
        Case(
            "invalid name", Scene.waiting("InvalidImageName", "Failed to apply default image tag \"Registry/App::1\": couldn't parse image name"),
            .invalidImageName),
    ]

    static let starts: [Case] = [
        Case("missing ConfigMap", Scene.waiting("CreateContainerConfigError", "configmap \"settings\" not found"), .missingConfigmap),
        Case("missing Secret", Scene.waiting("CreateContainerConfigError", "secret \"db-password\" not found"), .missingSecret),
        Case("missing key", Scene.waiting("CreateContainerConfigError", "couldn't find key url in ConfigMap shop/settings"), .missingConfigKey),
        Case("missing key of a Secret", Scene.waiting("CreateContainerConfigError", "couldn't find key token in Secret shop/api"), .missingConfigKey),
        Case(
            "no such program",
            Scene.waiting(
                "RunContainerError", "failed to create containerd task: exec: \"/app/server\": stat /app/server: no such file or directory: unknown"),
            .badCommand),
        Case(
            "no such program, between restarts",
            Scene.crashLooping(128, "StartError", message: "exec: \"serve\": executable file not found in $PATH: unknown"), .badCommand),
        Case("other architecture", Scene.crashLooping(128, "StartError", message: "exec /app: exec format error"), .imageArchitectureMismatch),
        Case(
            "Secret to mount is missing", Scene.waiting("ContainerCreating"),
            event: ("FailedMount", "MountVolume.SetUp failed for volume \"tls\" : secret \"web-tls\" not found"), .missingSecret),
        Case(
            "ConfigMap to mount is missing", Scene.waiting("ContainerCreating"),
            event: ("FailedMount", "MountVolume.SetUp failed for volume \"conf\" : configmap \"web-conf\" not found"), .missingConfigmap),
        Case(
            "key to mount is missing", Scene.waiting("ContainerCreating"),
            event: ("FailedMount", "MountVolume.SetUp failed for volume \"conf\" : configmap references non-existent config key: app.yaml"),
            .missingConfigKey),
        Case(
            "volume attached elsewhere", Scene.waiting("ContainerCreating"),
            event: ("FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node"),
            .volumeMountFailed),
        Case(
            "NFS refuses", Scene.waiting("ContainerCreating"),
            event: (
                "FailedMount",
                "MountVolume.SetUp failed for volume \"data\": mount failed: exit status 32: mount.nfs: access denied by server while mounting"
            ), .volumePermissionDenied),
        Case(
            "no pod network", Scene.waiting("ContainerCreating"),
            event: (
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: rpc error: plugin type=\"calico\" failed (add): network for sandbox not ready, cni config uninitialized"
            ), .nodeNetworkUnavailable),
    ]

    static let crashes: [Case] = [
        Case("OOMKilled in CrashLoopBackOff", Scene.crashLooping(137, "OOMKilled"), .oomKilled),
        Case("OOMKilled between restarts, terminated", Scene.status(state: Scene.ended(137, "OOMKilled"), restarts: 3), .oomKilled),
        Case("OOMKilled between restarts, running and ready", Scene.ready(restarts: 4, last: Scene.ended(137, "OOMKilled"), since: 20), .oomKilled),
        Case("137 with reason Error is not memory", Scene.crashLooping(137, "Error"), .applicationCrash),
        Case("JVM heap", Scene.crashLooping(), log: ["Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space"], .oomKilled),
        Case(
            "Go panic", Scene.crashLooping(2), log: ["INFO starting", "panic: assignment to entry in nil map", "goroutine 1 [running]:"],
            .applicationCrash),
        Case(
            "Python traceback", Scene.crashLooping(),
            log: ["Traceback (most recent call last):", "  File \"/app/main.py\", line 3, in <module>", "ZeroDivisionError: division by zero"],
            .applicationCrash),
        Case(
            "missing variable, Python", Scene.crashLooping(), log: ["Traceback (most recent call last):", "KeyError: 'DATABASE_URL'"],
            .missingEnvironmentVariable),
        Case(
            "missing variable, any", Scene.crashLooping(), log: ["FATAL required environment variable PAYMENT_API_KEY is not set"],
            .missingEnvironmentVariable),
        Case("address in use", Scene.crashLooping(), log: ["listen tcp :8080: bind: address already in use"], .portConflict),
        Case("disk full", Scene.crashLooping(), log: ["ERROR write /data/wal: no space left on device"], .diskFull),
        Case("exec format", Scene.crashLooping(), log: ["exec /app/server: exec format error"], .imageArchitectureMismatch),
        Case("permission", Scene.crashLooping(), log: ["open /data/db.lock: permission denied"], .volumePermissionDenied),
        Case(
            "configuration", Scene.crashLooping(), log: ["[emerg] 1#1: unknown directive \"servr\" in /etc/nginx/nginx.conf:3"], .invalidConfiguration
        ),
        Case(
            "yaml", Scene.crashLooping(), log: ["error loading config: yaml: line 4: mapping values are not allowed in this context"],
            .invalidConfiguration),
        Case(
            "credentials, PostgreSQL", Scene.crashLooping(), log: ["FATAL: password authentication failed for user \"app\""],
            .dependencyCredentialsRejected),
        Case(
            "credentials, MySQL", Scene.crashLooping(), log: ["ERROR 1045 (28000): Access denied for user 'app'@'10.1.0.5' (using password: YES)"],
            .dependencyCredentialsRejected),
        Case(
            "credentials, Redis", Scene.crashLooping(), log: ["redis.exceptions.AuthenticationError: WRONGPASS invalid username-password pair"],
            .dependencyCredentialsRejected),
        Case("read-only", Scene.crashLooping(), log: ["ERROR: cannot execute INSERT in a read-only transaction"], .databaseReadOnly),
        Case("connections", Scene.crashLooping(), log: ["FATAL: sorry, too many clients already"], .databaseConnectionsExhausted),
        Case("expired", Scene.crashLooping(), log: ["x509: certificate has expired or is not yet valid: current time 2026"], .certificateExpired),
        Case(
            "untrusted", Scene.crashLooping(),
            log: ["javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target"],
            .certificateUntrusted),
        Case("refused, an external host", Scene.crashLooping(), log: ["Error: connect ECONNREFUSED 203.0.113.7:5432"], .dependencyUnreachable),
        Case("timed out, an external host", Scene.crashLooping(), log: ["dial tcp 203.0.113.7:5432: i/o timeout"], .dependencyUnreachable),
        Case("unknown external host", Scene.crashLooping(), log: ["getaddrinfo ENOTFOUND db.example.com"], .dnsResolutionFailed),
        Case(
            "RBAC", Scene.crashLooping(),
            log: ["pods is forbidden: User \"system:serviceaccount:shop:default\" cannot list resource \"pods\" in API group \"\""], .rbacForbidden),
        Case(
            "the last line is not the error", Scene.crashLooping(),
            log: ["FATAL: password authentication failed for user \"app\"", "INFO shutting down", "INFO bye"], .dependencyCredentialsRejected),
        Case("command not found", Scene.crashLooping(127), log: ["sh: 1: serve: not found"], .badCommand),
        Case("segmentation fault", Scene.crashLooping(139, "Error"), .applicationCrash),
        Case("ends at once, well", Scene.crashLooping(0, "Completed"), .badCommand),
    ]

    @Test(arguments: images + starts + crashes) func aStateHasItsCause(one: Case) throws {
        let response = Self.run(one)
        let cause = try #require(response.rootCauses.first)
        #expect(cause.category == one.expected, "\(response.analysisSummary)")
        #expect(!cause.evidence.isEmpty)
        #expect(cause.evidence.allSatisfy { id in response.evidence.contains { $0.id == id } })
        #expect(response.recommendations.contains { $0.kind == .fix })
    }

    static let well: [Case] = [
        Case("restarted once, long ago", Scene.ready(restarts: 1, last: Scene.ended(1, "Error", started: 86_500, finished: 86_400)), .healthy),
        Case(
            "killed for memory days ago", Scene.ready(restarts: 1, last: Scene.ended(137, "OOMKilled", started: 200_000, finished: 190_000)), .healthy
        ),
        Case("restarted with its node", Scene.ready(restarts: 1, last: Scene.ended(137, "ContainerStatusUnknown", finished: 100)), .healthy),
        Case("one failed probe at start", Scene.ready(), event: ("Unhealthy", "Readiness probe failed: connection refused"), .healthy),
        Case("retries that went well", Scene.ready(), log: ["INFO retrying: connection refused", "INFO connected"], .healthy),
        Case(
            "old FailedMount of a pod that runs", Scene.ready(),
            event: ("FailedMount", "MountVolume.SetUp failed for volume \"c\" : configmap \"c\" not found"), .healthy),
    ]

    @Test(arguments: well) func whatIsOverIsNoFault(one: Case) {
        let response = Self.run(one)
        #expect(response.rootCauses.map(\.category) == [.healthy], "\(response.analysisSummary)")
    }
}
