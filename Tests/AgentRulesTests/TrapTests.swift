import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What real clusters do, and what is easily taken for something else.
@Suite struct TrapTests {
    @Test func aVagueTaintIsReadOffTheNode() {
        var scene = Scene()
        scene.node("worker-1", spec: ["taints": [["key": "dedicated", "value": "batch", "effect": "NoSchedule"]]])
        scene.deployment(
            "web",
            statuses: [
                Scene.unscheduled(
                    "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
                )
            ], nodeName: nil)
        let response = scene.analyze(["deployment": "web"])
        #expect(response.rootCauses.first?.category == .untoleratedTaint)
        #expect(response.evidence.contains { $0.text.contains("dedicated=batch:NoSchedule") })
    }

    @Test func aCordonedSingleNodeIsNamedThoughItIsTheControlPlane() {
        var scene = Scene()
        scene.node("worker-1", labels: ["node-role.kubernetes.io/control-plane": ""], spec: ["unschedulable": true])
        scene.deployment("web", statuses: [Scene.unscheduled("0/1 nodes are available: 1 node(s) were unschedulable.")], nodeName: nil)
        #expect(scene.cause(["deployment": "web"]).object == "Node worker-1")
    }

    @Test func aPreemptedPodsSuccessorIsToldWhy() {
        var scene = Scene()
        scene.deployment("low", statuses: [Scene.unscheduled("0/1 nodes are available: 1 Insufficient cpu.")], nodeName: nil)
        scene.event("Preempted", "Preempted by pod 1234 on node worker-1", name: "low-6d4cf56db6-zzzz2", uid: "dead")
        #expect(scene.cause(["deployment": "low"]).category == .preempted)
    }

    @Test(arguments: ["registry.example/timeout-service:v1", "registry.example/auth-denied:401"]) func anImagesNameIsNoReason(image: String) {
        var scene = Scene()
        scene.deployment(
            "web", spec: Scene.spec(["image": .string(image)]),
            statuses: [Scene.waiting("ErrImagePull", "failed to resolve reference \"\(image)\": \(image): not found")])
        #expect(scene.cause(["deployment": "web"]).category == .imageNotFound)
    }

    @Test(arguments: [
        "Error: STRIPE_KEY is required", "config: REDIS_URL must be set", "missing required variable DB_HOST", "DATABASE_URL is not defined",
    ])
    func aMissingVariableIsReadInAnyWords(line: String) {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.crashLooping()])
        scene.log(Scene.firstPod("web"), line)
        #expect(scene.cause(["deployment": "web"]).category == .missingEnvironmentVariable)
    }

    static func withInit(_ state: JSONValue, last: JSONValue = [:]) -> JSONValue {
        [
            "phase": "Pending", "conditions": Scene.conditions(ready: false),
            "initContainerStatuses": [["name": "wait", "state": state, "lastState": last, "ready": false, "restartCount": 2]],
            "containerStatuses": [["name": "app", "state": ["waiting": ["reason": "PodInitializing"]], "ready": false, "restartCount": 0]],
        ]
    }

    static func initSpec(_ command: JSONValue) -> JSONValue {
        Scene.spec(pod: ["initContainers": [["name": "wait", "image": "busybox", "command": command]]])
    }

    @Test func anInitContainerThatFailsIsNamed() {
        var scene = Scene()
        scene.deployment(
            "web", spec: Self.initSpec(["migrate"]),
            statuses: [Self.withInit(["waiting": ["reason": "CrashLoopBackOff"]], last: Scene.ended(1, "Error"))])
        scene.log(Scene.firstPod("web"), container: "wait", "ERROR migration 12 failed")
        let cause = scene.cause(["deployment": "web"])
        #expect(cause.category == .initContainerFailed)
        #expect(cause.object == "Deployment shop/web (container wait)")
    }

    @Test func anInitContainerThatWaitsLeadsToWhatItWaitsFor() {
        var scene = Scene()
        scene.deployment(
            "web", spec: Self.initSpec(["sh", "-c", "until nc -z db 5432; do sleep 1; done"]),
            statuses: [Self.withInit(["running": ["startedAt": .string(Scene.ago(900))]])])
        scene.deployment("db", statuses: [Scene.crashLooping(137, "OOMKilled")])
        scene.service("db", port: 5432, target: 5432)
        let cause = scene.cause(["deployment": "web"])
        #expect(cause.category == .oomKilled)
        #expect(cause.object == "Deployment shop/db (container app)")
    }

    @Test func aScaleToZeroIsNoFaultWhereOnlyAFormerPodIsNamed() {
        var scene = Scene()
        scene.deployment("web", replicas: 0, statuses: [])
        #expect(scene.cause(["pod": "web-6d4cf56db6-zzzz2"]).category == .healthy)
        #expect(scene.cause(["deployment": "web"]).category == .scaledToZero)
    }

    @Test func anEvictedPodThatWasReplacedIsHistoryUnlessItIsNamed() {
        var scene = Scene()
        let evicted: JSONValue = ["phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: ephemeral-storage."]
        scene.deployment("web", statuses: [evicted, Scene.ready()])
        #expect(scene.cause(["deployment": "web"]).category == .healthy)
        #expect(scene.cause(["pod": Scene.firstPod("web")]).category == .evicted)
    }

    @Test func aWorkloadWhoseServiceSelectsNothingIsToldSo() {
        var scene = Scene()
        scene.deployment("web")
        scene.service("web", selector: ["app": "wbe"])
        #expect(scene.cause(["deployment": "web"]).category == .serviceSelectorMismatch)
    }

    @Test func aServiceThatAQuotaRefusedShowsInWhatIsMissing() {
        var scene = Scene()
        scene.snapshot.resourceQuotas = [
            ResourceQuota(["metadata": Scene.metadata("team"), "status": ["hard": ["services": "1"], "used": ["services": "1"]]])
        ]
        scene.deployment("web", spec: Scene.spec(["env": [["name": "API_URL", "value": "http://api"]]]), statuses: [Scene.crashLooping()])
        scene.deployment("api")
        scene.log(Scene.firstPod("web"), "getaddrinfo ENOTFOUND api")
        let cause = scene.cause(["deployment": "web"])
        #expect(cause.category == .quotaServicesExceeded)
        #expect(cause.object == "ResourceQuota shop/team")
    }

    @Test func aVolumeOfADeletedClaimOfTheSameNameIsTaken() {
        var scene = Scene()
        scene.snapshot.storageClasses = [StorageClass(["metadata": ["name": "manual"], "provisioner": "kubernetes.io/no-provisioner"])]
        scene.snapshot.persistentVolumeClaims = [
            PersistentVolumeClaim([
                "metadata": Scene.metadata("data", uid: "new"),
                "spec": ["storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
            ])
        ]
        scene.snapshot.persistentVolumes = [
            PersistentVolume([
                "metadata": ["name": "pv"], "status": ["phase": "Released"],
                "spec": [
                    "storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "1Gi"],
                    "claimRef": ["namespace": "shop", "name": "data", "uid": "old"],
                ],
            ])
        ]
        #expect(scene.cause(["persistentvolumeclaim": "data"]).category == .pvAlreadyBound)
    }

    @Test func eventsOfAnEarlierObjectOfTheSameNameAreNotItsOwn() {
        var scene = Scene()
        scene.deployment("db", statuses: [Scene.waiting("ContainerCreating")])
        scene.event(
            "FailedMount", "MountVolume.SetUp failed for volume \"c\" : secret \"gone\" not found", name: Scene.firstPod("db"), uid: "an-earlier-pod")
        #expect(scene.cause(["deployment": "db"]).category == .inconclusive)
    }

    @Test func bothEventAPIsLeadToTheSameCause() throws {
        let cluster = RecordedCluster("demo")
        for alert in try cluster.alerts() {
            var snapshot = try cluster.snapshot(for: alert)
            let first = RulesEngine().analyze(AnalyzeRequest(alert: alert), snapshot: snapshot).rootCauses.first
            snapshot.events = try cluster.snapshot(alertStart: alert.startsAt, coreEvents: false).events
            let second = RulesEngine().analyze(AnalyzeRequest(alert: alert), snapshot: snapshot).rootCauses.first
            #expect(first?.category == second?.category)
            #expect(first?.object == second?.object)
        }
    }

    @Test func jobsThatFailWithoutAKnownReasonAreFailedJobs() {
        var scene = Scene()
        scene.snapshot.jobs = [
            Job([
                "metadata": Scene.metadata("import", uid: "uid-Job-import"),
                "spec": ["template": ["spec": Scene.spec(pod: ["restartPolicy": "Never"])]],
                "status": ["failed": 3, "conditions": [["type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"]]],
            ])
        ]
        scene.pod(
            "import-abcd1", owner: ("Job", "import"), labels: [:], spec: Scene.spec(pod: ["restartPolicy": "Never"]),
            status: Scene.status(phase: "Failed", state: Scene.ended(3, "Error")))
        scene.log("import-abcd1", "ERROR row 17 has no price")
        let response = scene.analyze(["job_name": "import"])
        #expect(response.rootCauses.first?.category == .jobFailed)
        #expect(response.rootCauses.first?.object?.kind == "Job")
        #expect(response.evidence.contains { $0.text.contains("row 17 has no price") })
    }
}
