import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Pods that no node takes, by what the scheduler says and what the nodes show.
@Suite struct SchedulingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var message: String
        var pod: JSONValue = [:]
        var expected: CauseCategory
        var testDescription: String { message }

        init(_ message: String, pod: JSONValue = [:], _ expected: CauseCategory) {
            self.message = message
            self.pod = pod
            self.expected = expected
        }
    }

    private static let tail = " preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."

    static let cases: [Case] = [
        Case("0/3 nodes are available: 3 Insufficient cpu." + tail, .insufficientCPU),
        Case("0/3 nodes are available: 3 Insufficient memory.", .insufficientMemory),
        Case(
            "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient memory." + tail,
            .insufficientMemory),
        Case("0/3 nodes are available: 3 Insufficient nvidia.com/gpu." + tail, .insufficientExtendedResource),
        Case("0/3 nodes are available: 3 Too many pods.", .tooManyPods),
        Case(
            "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) had untolerated taint {dedicated: gpu}."
                + tail, .untoleratedTaint),
        Case(
            "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector." + tail, pod: ["nodeSelector": ["disk": "ssd"]],
            .nodeSelectorMismatch),
        Case("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", .nodeAffinityMismatch),
        Case("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules." + tail, .podAntiAffinityConflict),
        Case("0/2 nodes are available: 2 node(s) didn't match pod affinity rules.", .podAffinityConflict),
        Case("0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints.", .topologySpreadConflict),
        Case("0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports.", .hostPortConflict),
        Case("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector.", .insufficientCPU),
        Case(
            "0/2 nodes are available: persistentvolumeclaim \"data\" not found.",
            pod: ["volumes": [["name": "d", "persistentVolumeClaim": ["claimName": "data"]]]], .pvcMissing),
    ]

    @Test(arguments: cases) func theSchedulersReasonDecides(one: Case) {
        var scene = Scene()
        scene.deployment("web", spec: Scene.spec(pod: one.pod), statuses: [Scene.unscheduled(one.message)], nodeName: nil)
        let cause = scene.cause(["pod": Scene.firstPod("web")])
        #expect(cause.category == one.expected)
    }

    @Test func aCordonedNodeThatHasRoomIsTheCause() {
        var scene = Scene()
        scene.node("worker-2", spec: ["unschedulable": true])
        scene.deployment(
            "web", spec: Scene.spec(["resources": ["requests": ["memory": "2Gi"]]]),
            statuses: [Scene.unscheduled("0/2 nodes are available: 1 Insufficient memory, 1 node(s) were unschedulable.")], nodeName: nil)
        let cause = scene.cause(["deployment": "web"])
        #expect(cause.category == .nodeCordoned)
        #expect(cause.object == "Node worker-2")
    }

    @Test func aCordonedControlPlaneIsNoFault() {
        var scene = Scene()
        scene.node(
            "control", labels: ["node-role.kubernetes.io/control-plane": ""],
            spec: ["unschedulable": true, "taints": [["key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"]]])
        scene.deployment("web")
        #expect(scene.cause(["deployment": "web"]).category == .healthy)
        #expect(scene.cause(["node": "control", "namespace": ""]).category == .healthy)
    }

    @Test func aGateIsNamed() {
        var scene = Scene()
        scene.deployment(
            "web", spec: Scene.spec(pod: ["schedulingGates": [["name": "quota.example/wait"]]]),
            statuses: [["phase": "Pending", "conditions": [["type": "PodScheduled", "status": "False", "reason": "SchedulingGated"]]]], nodeName: nil)
        #expect(scene.cause(["deployment": "web"]).category == .schedulingGated)
    }

    @Test func aPodThatNoSchedulerSawNamesTheScheduler() {
        var scene = Scene()
        scene.deployment("web", statuses: [["phase": "Pending", "conditions": []]], nodeName: nil)
        #expect(scene.cause(["deployment": "web"]).category == .schedulerUnavailable)
    }

    @Test func theVaguePersistentVolumeMessageIsExplainedByTheClaim() {
        var scene = Scene()
        let message = "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims."
        let pod: JSONValue = ["volumes": [["name": "d", "persistentVolumeClaim": ["claimName": "data"]]]]
        scene.deployment("db", spec: Scene.spec(pod: pod), statuses: [Scene.unscheduled(message)], nodeName: nil)
        scene.snapshot.persistentVolumeClaims = [
            PersistentVolumeClaim([
                "metadata": Scene.metadata("data"),
                "spec": ["storageClassName": "fast", "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "10Gi"]]],
                "status": ["phase": "Pending"],
            ])
        ]
        let cause = scene.cause(["deployment": "db"])
        #expect(cause.category == .pvcStorageClassMissing)
        #expect(cause.object == "PersistentVolumeClaim shop/data")
    }
}
