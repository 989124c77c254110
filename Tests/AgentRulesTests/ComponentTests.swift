import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// The cluster's own components: named where they are out, and left alone where they work.
@Suite struct ComponentTests {
    static func scene(_ build: (inout Scene) -> Void = { _ in }) -> Scene {
        var scene = Scene()
        build(&scene)
        return scene
    }

    static func lease(_ name: String, namespace: String = "kube-system", renewedAgo: Int) -> Lease {
        Lease([
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "spec": ["holderIdentity": "cp-1_x", "leaseDurationSeconds": 15, "renewTime": .string(Scene.ago(renewedAgo))],
        ])
    }

    static func systemDeployment(_ name: String, replicas: Int64, labels: JSONValue) -> Deployment {
        Deployment([
            "metadata": ["name": .string(name), "namespace": "kube-system", "uid": .string("uid-\(name)")],
            "spec": ["replicas": .integer(replicas), "template": ["metadata": ["labels": labels]]],
        ])
    }

    // MARK: Scheduler

    static func pending(renewedAgo: Int?) -> Scene {
        scene { scene in
            scene.deployment("web", statuses: [["phase": "Pending"]], nodeName: nil)
            if let renewedAgo { scene.snapshot.leases = [lease("kube-scheduler", renewedAgo: renewedAgo)] }
        }
    }

    @Test func aPodThatNobodySpeaksOfWaitsForASchedulerWhoseLeaseHasLapsed() {
        let response = Self.pending(renewedAgo: 600).analyze(["deployment": "web"])
        #expect(response.rootCauses.first?.category == .schedulerUnavailable)
        #expect(response.rootCauses.first?.object?.name == "kube-scheduler")
        #expect(response.evidence.contains { $0.text.contains("spec.renewTime") })
    }

    @Test func aSchedulerThatRenewsItsLeaseIsNotNamed() {
        #expect(Self.pending(renewedAgo: 3).cause(["deployment": "web"]).object == "Deployment shop/web")
    }

    // MARK: Controller manager

    static func neglected(observed: Int64, renewedAgo: Int) -> Scene {
        scene { scene in
            scene.deployment("web")
            scene.snapshot.leases = [lease("kube-controller-manager", renewedAgo: renewedAgo)]
            scene.snapshot.deployments[0].metadata.generation = 4
            scene.snapshot.deployments[0].observedGeneration = Int(observed)
        }
    }

    @Test func aGenerationThatNobodySawIsTheControllerManagers() {
        let response = Self.neglected(observed: 3, renewedAgo: 300).analyze(["deployment": "web", "alertname": "KubeDeploymentGenerationMismatch"])
        #expect(response.rootCauses.first?.category == .controlPlaneUnhealthy)
        #expect(response.rootCauses.first?.object?.name == "kube-controller-manager")
    }

    @Test func aGenerationThatWasSeenIsNothing() {
        #expect(Self.neglected(observed: 4, renewedAgo: 2).cause(["deployment": "web"]).category == .healthy)
    }

    // MARK: Names

    static func unresolved(dns replicas: Int64, log: String) -> Scene {
        scene { scene in
            scene.chain(database: Scene.ready(), log: log)
            scene.snapshot.deployments.append(systemDeployment("coredns", replicas: replicas, labels: ["k8s-app": "kube-dns"]))
        }
    }

    @Test(arguments: [
        "wget: bad address 'db'", "lookup db on 10.96.0.10:53: read udp 10.1.0.5:4242->10.96.0.10:53: i/o timeout", "getaddrinfo EAI_AGAIN db",
    ])
    func aNameServerThatIsScaledToZeroIsNamedAndNotItsClient(log: String) {
        let response = Self.unresolved(dns: 0, log: log).analyze(["deployment": "api"])
        #expect(response.rootCauses.first?.category == .dnsResolutionFailed)
        #expect(response.rootCauses.first?.object?.description == "Deployment kube-system/coredns")
        #expect(response.rootCauses.dropFirst().first?.category == .scaledToZero)
    }

    @Test func aPodThatAsksTheNodesNameServerIsToldSo() {
        let scene = Self.scene { scene in
            scene.service("db", port: 5432, target: 5432)
            scene.statefulSet("db", statuses: [Scene.ready()])
            scene.deployment(
                "api", spec: Scene.spec(["env": [["name": "DB_HOST", "value": "db"]]], pod: ["dnsPolicy": "Default"]),
                statuses: [Scene.crashLooping()])
            scene.log(Scene.firstPod("api"), "dial tcp: lookup db: no such host")
        }
        let response = scene.analyze(["deployment": "api"])
        #expect(response.rootCauses.first?.category == .dnsResolutionFailed)
        #expect(response.evidence.contains { $0.text.contains("dnsPolicy") })
    }

    // MARK: Why a component is down

    static func systemPod(_ name: String, owner: JSONValue? = nil, labels: JSONValue = [:], end reason: String = "Error", code: Int = 1) -> Pod {
        var metadata: [String: JSONValue] = [
            "name": .string(name), "namespace": "kube-system", "uid": .string("uid-\(name)"), "labels": labels,
            "creationTimestamp": .string(Scene.ago(9000)),
        ]
        metadata["ownerReferences"] = owner.map { [$0] }
        return Pod([
            "metadata": .object(metadata), "spec": Scene.spec(pod: ["nodeName": "worker-1"]), "status": Scene.crashLooping(code, reason),
        ])
    }

    static func log(_ pod: Pod, _ lines: String...) -> ContainerLog {
        let entries = lines.map { ContainerLog.Line(time: Scene.now - .seconds(30), text: $0) }
        return ContainerLog(namespace: pod.namespace ?? "", pod: pod.name, container: "app", isPrevious: false, content: .lines(entries))
    }

    @Test func `a name server that doesn't run says why in its log`() throws {
        var scene = Self.unresolved(dns: 1, log: "lookup db on 10.96.0.10:53: read udp 10.1.0.5:4242->10.96.0.10:53: i/o timeout")
        scene.snapshot.replicaSets.append(
            ReplicaSet([
                "metadata": [
                    "name": "coredns-1", "namespace": "kube-system", "uid": "uid-coredns-1",
                    "ownerReferences": [["kind": "Deployment", "name": "coredns", "uid": "uid-coredns", "controller": true]],
                ]
            ]))
        let pod = Self.systemPod(
            "coredns-1-x", owner: ["kind": "ReplicaSet", "name": "coredns-1", "uid": "uid-coredns-1", "controller": true],
            labels: ["k8s-app": "kube-dns"])
        scene.snapshot.pods.append(pod)
        scene.snapshot.logs.append(
            Self.log(
                pod, "plugin/forward: not an IP address or file: \"10.0.0.2.1\"", "/etc/coredns/Corefile:14 - Error during parsing: plugin/forward"))
        let response = scene.analyze(["deployment": "api"])
        let cause = try #require(response.rootCauses.first)
        #expect(cause.object?.description == "Deployment kube-system/coredns")
        #expect(cause.explanation.contains("Corefile:14") || cause.explanation.contains("not an IP address"))
        #expect(response.recommendations.first?.command?.contains("kubectl logs pod/coredns-1-x -n kube-system") == true)
    }

    @Test func `a scheduler without a leader says why in its log`() throws {
        var scene = Self.pending(renewedAgo: 600)
        let pod = Self.systemPod("kube-scheduler-cp-1", labels: ["component": "kube-scheduler"])
        scene.snapshot.pods.append(pod)
        scene.snapshot.logs.append(
            Self.log(pod, "E1121 run.go:74] \"command failed\" err=\"open /etc/kubernetes/pki/front-proxy-ca.crt: permission denied\""))
        let cause = try #require(scene.analyze(["deployment": "web"]).rootCauses.first)
        #expect(cause.category == .schedulerUnavailable)
        #expect(cause.explanation.contains("front-proxy-ca.crt: permission denied"))
    }

    @Test func `a webhook that nobody answers is followed to the pod that should`() throws {
        var scene = Scene()
        scene.deployment("web", replicas: 1, statuses: [])
        scene.service("hook")
        scene.deployment("hook", spec: Scene.spec(["resources": ["limits": ["memory": "384Mi"]]]), statuses: [Scene.crashLooping(137, "OOMKilled")])
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
        #expect(response.rootCauses.first?.explanation.contains("exceeded its memory limit of 384Mi") == true)
        #expect(response.recommendations.first?.command == "kubectl describe deployment hook -n shop")
    }

    // MARK: Alerts about the cluster

    @Test func anAlertAboutAComponentIsBelievedWhereNothingOfItCanBeSeen() {
        let response = Self.scene().analyze(["namespace": "", "alertname": "KubeProxyDown"])
        #expect(response.rootCauses.first?.category == .kubeProxyUnavailable)
        #expect((response.rootCauses.first?.confidence ?? 1) < 0.7)
    }

    @Test func aComponentThatIsSeenToWorkIsBelievedBeforeItsAlert() {
        let scene = Self.scene { $0.snapshot.leases = [Self.lease("kube-scheduler", renewedAgo: 2)] }
        #expect(scene.analyze(["namespace": "", "alertname": "KubeSchedulerDown"]).rootCauses.first?.category == .inconclusive)
    }

    @Test func aFailingCheckOfTheAPIServerIsTheControlPlanes() {
        let scene = Self.scene { $0.snapshot.failingServerChecks = ["[-]etcd failed: reason withheld"] }
        let cause = scene.cause(["namespace": "", "alertname": "KubeAPIErrorBudgetBurn"])
        #expect(cause.category == .controlPlaneUnhealthy)
        #expect(cause.object.contains("etcd"))
    }

    @Test func aNodeWhoseHeartbeatStoppedIsNamedBeforeItsConditionTurns() {
        let scene = Self.scene { $0.snapshot.leases = [Self.lease("worker-1", namespace: "kube-node-lease", renewedAgo: 120)] }
        #expect(scene.cause(["namespace": "", "node": "worker-1"]).category == .kubeletUnavailable)
    }

    @Test(arguments: [
        (
            "[container runtime is down, PLEG is not healthy: pleg was last seen active 5m ago, container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized]",
            CauseCategory.containerRuntimeUnavailable
        ),
        (
            "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
            .nodeNetworkUnavailable
        ),
        ("container runtime status check may not have completed yet", .containerRuntimeUnavailable),
    ]) func aNodeThatIsNotReadySaysWhich(message: String, category: CauseCategory) {
        let scene = Self.scene { $0.node("worker-1", ready: "False", message: message) }
        #expect(scene.cause(["namespace": "", "node": "worker-1"]).category == category)
    }
}
