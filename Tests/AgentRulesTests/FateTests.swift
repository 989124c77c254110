import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Refusals that leave no event, pods that are gone, updates that are held, and peers that are at fault while Kubernetes calls them well.
@Suite struct FateTests {
    @Test func aClaimThatAQuotaRefusedShowsInWhatIsMissing() {
        var scene = Scene()
        scene.deployment(
            "web", spec: Scene.spec(pod: ["volumes": [["name": "d", "persistentVolumeClaim": ["claimName": "data"]]]]),
            statuses: [Scene.unscheduled("0/1 nodes are available: persistentvolumeclaim \"data\" not found.")], nodeName: nil)
        #expect(scene.cause(["deployment": "web"]).category == .pvcMissing)
        scene.snapshot.resourceQuotas = [
            ResourceQuota([
                "metadata": Scene.metadata("disks"), "status": ["hard": ["persistentvolumeclaims": "2"], "used": ["persistentvolumeclaims": "2"]],
            ])
        ]
        #expect(scene.cause(["deployment": "web"]).category == .quotaStorageExceeded)
    }

    @Test func aRefusalsOwnNumbersSayWhichResourceIsOver() {
        var scene = Scene()
        scene.deployment("web", replicas: 2, statuses: [])
        scene.event(
            "FailedCreate",
            "Error creating: pods \"web-x\" is forbidden: exceeded quota: team, requested: limits.cpu=1,limits.memory=1Gi, used: limits.cpu=1,limits.memory=4Gi, limited: limits.cpu=8,limits.memory=4Gi",
            kind: "ReplicaSet", name: "web-6d4cf56db6")
        #expect(scene.cause(["deployment": "web"]).category == .quotaMemoryExceeded)
    }

    @Test func aWebhooksConfigurationIsNamedWhereItIsKnown() {
        var scene = Scene()
        scene.deployment("web", replicas: 1, statuses: [])
        scene.snapshot.validatingWebhooks = [
            ValidatingWebhookConfiguration([
                "metadata": ["name": "policy"],
                "webhooks": [
                    ["name": "check.example", "failurePolicy": "Fail", "clientConfig": ["service": ["namespace": "shop", "name": "hook"]]]
                ],
            ])
        ]
        scene.event(
            "FailedCreate", "Internal error occurred: failed calling webhook \"check.example\": no endpoints available for service \"hook\"",
            kind: "ReplicaSet", name: "web-6d4cf56db6")
        let response = scene.analyze(["deployment": "web"])
        #expect(response.rootCauses.first?.object?.description == "ValidatingWebhookConfiguration policy")
        #expect(response.evidence.contains { $0.text.contains("no Service of that name") })
    }

    @Test func aPodThatIsGoneLeavesItsFateInEvents() {
        var scene = Scene()
        scene.event("Preempted", "Preempted by pod 7 on node worker-1", name: "importer", uid: "dead")
        #expect(scene.cause(["pod": "importer"]).category == .preempted)
    }

    @Test func anUpdateThatAPartitionHoldsIsStuck() {
        var scene = Scene()
        scene.snapshot.statefulSets = [
            StatefulSet([
                "metadata": Scene.metadata("db", uid: "uid-StatefulSet-db"),
                "spec": [
                    "replicas": 1, "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 1]],
                    "template": ["metadata": ["labels": ["app": "db"]], "spec": Scene.spec()],
                ],
                "status": ["readyReplicas": 1, "currentRevision": "db-1", "updateRevision": "db-2", "updatedReplicas": 0],
            ])
        ]
        scene.pod("db-0", owner: ("StatefulSet", "db"), labels: ["app": "db"], spec: Scene.spec(), status: Scene.ready())
        #expect(scene.cause(["statefulset": "db"]).category == .rolloutStuck)
    }

    @Test func aPeersOwnErrorsAreThePeers() {
        for (line, category) in [
            ("ERROR cannot execute INSERT in a read-only transaction", CauseCategory.databaseReadOnly),
            ("FATAL: sorry, too many clients already", .databaseConnectionsExhausted), ("ERROR upstream db:5432 answered 500", .dependencyUnhealthy),
        ] {
            var scene = Scene()
            scene.chain(database: Scene.ready(), log: line)
            let cause = scene.cause(["deployment": "api"])
            #expect(cause.category == category)
        }
        var scene = Scene()
        scene.chain(database: Scene.ready(), log: "ERROR upstream db:5432 answered 500")
        #expect(scene.cause(["deployment": "api"]).object == "StatefulSet shop/db")
    }

    @Test func aPortThatTheCommandLineNamesIsServed() {
        var scene = Scene()
        scene.deployment("web", spec: Scene.spec(["command": ["sh", "-c", "httpd -f -p 9090"]]))
        scene.service("web", target: 8080)
        #expect(scene.cause(["deployment": "web"]).category == .servicePortMismatch)
        scene.snapshot.services = []
        scene.service("web", target: 9090)
        #expect(scene.cause(["deployment": "web"]).category == .healthy)
    }

    @Test(arguments: [
        ("error mounting \"/var/lib/kubelet/x\" to rootfs at \"/etc/app.conf\": not a directory: unknown", CauseCategory.volumeMountFailed),
        ("failed to generate container spec: failed to generate spec: failed to mkdir \"/data\": permission denied", .volumePermissionDenied),
        ("exec: \"serve\": executable file not found in $PATH: unknown", .badCommand),
        ("failed to create containerd task: no runtime for \"gvisor\"", .invalidConfiguration),
    ]) func aStartThatFailsSaysOfWhat(message: String, category: CauseCategory) {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.crashLooping(128, "StartError", message: message)])
        #expect(scene.cause(["deployment": "web"]).category == category)
    }

    @Test(arguments: [
        ("1 node(s) didn't match PersistentVolume's node affinity.", CauseCategory.nodeAffinityMismatch),
        ("1 node(s) had volume node affinity conflict.", .nodeAffinityMismatch),
        ("1 node(s) didn't match Pod's node affinity/selector.", .nodeAffinityMismatch), ("1 node(s) had untolerated taint(s).", .untoleratedTaint),
        ("1 cannot allocate all claims.", .insufficientExtendedResource),
        ("1 node(s) didn't match pod topology spread constraints (missing required label).", .topologySpreadConflict),
    ]) func aSchedulersWordsOfSeveralVersionsMeanTheSame(reason: String, category: CauseCategory) {
        var scene = Scene()
        scene.deployment(
            "web", statuses: [Scene.unscheduled("0/1 nodes are available: \(reason) preemption: 0/1 nodes are available.")], nodeName: nil)
        #expect(scene.cause(["deployment": "web"]).category == category)
    }

    @Test func aChangedConfigMapIsAmongTheChanges() {
        var scene = Scene()
        scene.snapshot.configMaps = [
            ConfigMap([
                "metadata": [
                    "name": "settings", "namespace": "shop", "creationTimestamp": .string(Scene.ago(86_400)),
                    "managedFields": [["manager": "kubectl", "time": .string(Scene.ago(400))]],
                ], "data": ["app.yaml": "port: x"],
            ])
        ]
        scene.deployment("web", spec: Scene.spec(["envFrom": [["configMapRef": ["name": "settings"]]]]), statuses: [Scene.crashLooping()])
        scene.log(Scene.firstPod("web"), "ERROR failed to parse config: yaml: line 1")
        let response = scene.analyze(["deployment": "web"])
        #expect(response.rootCauses.first?.category == .invalidConfiguration)
        #expect(response.evidence.contains { $0.text == "ConfigMap settings was changed" })
    }
}
