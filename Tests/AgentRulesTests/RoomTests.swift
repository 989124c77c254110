import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What nodes have left, by all pods that run on them, and which node a scheduler's reason means.
@Suite struct RoomTests {
    private static func load(cpu: String, pods: Int = 1, hostPort: Int? = nil) -> NodeLoad {
        var load = NodeLoad()
        for position in 0..<pods {
            var container: [String: JSONValue] = ["name": "c", "resources": ["requests": ["cpu": .string(position == 0 ? cpu : "0")]]]
            if let hostPort { container["ports"] = [["containerPort": 80, "hostPort": .integer(Int64(hostPort))]] }
            load.add(
                Pod([
                    "metadata": ["name": "other", "namespace": "elsewhere"], "spec": ["containers": [.object(container)]],
                    "status": ["phase": "Running"],
                ]))
        }
        return load
    }

    private static func scene(_ message: String, loads: [String: NodeLoad], container: JSONValue = ["resources": ["requests": ["cpu": "2"]]]) -> Scene
    {
        var scene = Scene()
        scene.node("worker-2", spec: ["unschedulable": true])
        scene.deployment("web", spec: Scene.spec(container), statuses: [Scene.unscheduled(message)], nodeName: nil)
        scene.snapshot.nodeLoads = loads
        return scene
    }

    private static let cordonedAndShort = "0/2 nodes are available: 1 node(s) were unschedulable, 1 Insufficient cpu."

    @Test func aCordonedNodeThatOthersFilledIsNotWhatThePodWaitsFor() {
        let scene = Self.scene(Self.cordonedAndShort, loads: ["worker-1": Self.load(cpu: "3"), "worker-2": Self.load(cpu: "3500m")])
        let response = scene.analyze(["deployment": "web"])
        #expect(response.rootCauses.first?.category == .insufficientCPU)
        #expect(response.evidence.contains { $0.text.contains("worker-1") && $0.text.contains("1 of 4 left") })
    }

    @Test func aCordonedNodeWithRoomIs() {
        let scene = Self.scene(Self.cordonedAndShort, loads: ["worker-1": Self.load(cpu: "3"), "worker-2": Self.load(cpu: "1")])
        #expect(scene.cause(["deployment": "web"]).category == .nodeCordoned)
    }

    @Test func aFullNodesPodsAreCounted() {
        let response = Self.scene("0/2 nodes are available: 2 Too many pods.", loads: ["worker-1": Self.load(cpu: "0", pods: 110)]).analyze([
            "deployment": "web"
        ])
        #expect(response.rootCauses.first?.category == .tooManyPods)
        #expect(response.evidence.contains { $0.text.contains("110 run") })
    }

    @Test func whoHoldsTheHostPortIsNamed() {
        let scene = Self.scene(
            "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports.",
            loads: ["worker-1": Self.load(cpu: "0", hostPort: 9100)], container: ["ports": [["containerPort": 9100, "hostPort": 9100]]])
        let response = scene.analyze(["deployment": "web"])
        #expect(response.rootCauses.first?.category == .hostPortConflict)
        #expect(response.evidence.contains { $0.text.contains("elsewhere/other") })
    }

    @Test func anotherNodesOtherTroubleIsNotTheTaintsReason() {
        var scene = Scene()
        scene.node("worker-1", conditions: [["type": "DiskPressure", "status": "True", "lastTransitionTime": .string(Scene.ago(90))]])
        scene.node(
            "worker-2", spec: ["taints": [["key": "node.kubernetes.io/memory-pressure", "effect": "NoSchedule"]]],
            conditions: [["type": "MemoryPressure", "status": "True", "lastTransitionTime": .string(Scene.ago(90))]])
        scene.deployment(
            "web",
            statuses: [Scene.unscheduled("0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/memory-pressure: }.")],
            nodeName: nil)
        let cause = scene.cause(["deployment": "web"])
        #expect(cause.category == .nodeMemoryPressure)
        #expect(cause.object == "Node worker-2")
    }
}
