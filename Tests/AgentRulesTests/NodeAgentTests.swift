import AgentDomain
import Contracts
import Primitives
import Testing

/// Which of a node's unready agents keeps a pod from its volume or its device, and which only has a name like it.
@Suite struct NodeAgentTests {
    struct Agent: Sendable {
        var name: String
        var container: JSONValue = [:]
        var volumes: JSONValue = []
        var isReady = false
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var agents: [Agent]
        /// nil leaves it with the pod that waits.
        var blamed: String?
        var isSure = true
    }

    private static func mount(_ path: String) -> JSONValue { [["name": "dir", "hostPath": ["path": .string(path)]]] }

    static let drivers: [Case] = [
        Case(
            testDescription: "the one whose registrar is told the driver's name",
            agents: [
                Agent(name: "aws-for-fluent-bit", container: ["image": "602401143452.dkr.ecr.eu-west-1.amazonaws.com/aws-for-fluent-bit:2.32"]),
                Agent(name: "ebs-csi-node", container: ["args": ["--kubelet-registration-path=/var/lib/kubelet/plugins/ebs.csi.aws.com/csi.sock"]]),
                Agent(name: "storage-agent", container: ["args": ["--kubelet-registration-path=/var/lib/kubelet/plugins/efs.csi.aws.com/csi.sock"]]),
            ], blamed: "storage-agent"),
        Case(
            testDescription: "the one that mounts the driver's directory",
            agents: [
                Agent(name: "efs-csi-cache"), Agent(name: "storage-agent", volumes: mount("/var/lib/kubelet/plugins/efs.csi.aws.com/")),
            ], blamed: "storage-agent"),
        Case(
            testDescription: "nobody, where the driver's own pod is ready",
            agents: [
                Agent(name: "efs-csi-cache"),
                Agent(name: "efs-csi-node", volumes: mount("/var/lib/kubelet/plugins/efs.csi.aws.com"), isReady: true),
            ]),
        Case(
            testDescription: "the one that is called like it, with less confidence",
            agents: [Agent(name: "ebs-csi-node"), Agent(name: "efs-csi-node")],
            blamed: "efs-csi-node", isSure: false),
        Case(testDescription: "nobody for another driver's name", agents: [Agent(name: "ebs-csi-node"), Agent(name: "secrets-store-csi-driver")]),
        Case(
            testDescription: "nobody for the name of its registry",
            agents: [Agent(name: "kube-proxy", container: ["image": "efs.csi.example/kube-proxy:1.31"])]),
    ]

    static let plugins: [Case] = [
        Case(
            testDescription: "the one that mounts the plugins' directory",
            agents: [Agent(name: "nvidia-dcgm-exporter"), Agent(name: "nvidia-gpus", volumes: mount("/var/lib/kubelet/device-plugins"))],
            blamed: "nvidia-gpus"),
        Case(
            testDescription: "the vendor's own of two",
            agents: [
                Agent(name: "fuse-devices", volumes: mount("/var/lib/kubelet/device-plugins")),
                Agent(name: "nvidia-gpus", volumes: mount("/var/lib/kubelet/device-plugins/")),
            ], blamed: "nvidia-gpus"),
        Case(
            testDescription: "the one that is called a plugin", agents: [Agent(name: "nvidia-device-plugin")], blamed: "nvidia-device-plugin",
            isSure: false),
        Case(testDescription: "nobody for the vendor's name alone", agents: [Agent(name: "nvidia-dcgm-exporter")]),
        Case(
            testDescription: "nobody for part of a word",
            agents: [Agent(name: "net-plugin", container: ["image": "registry.example/net-plugin:1.0-nvidialess"])]),
    ]

    private func scene(_ agents: [Agent]) -> Scene {
        var scene = Scene()
        for agent in agents {
            scene.pod(
                "\(agent.name)-x7k2p", owner: ("DaemonSet", agent.name), labels: [:],
                spec: Scene.spec(agent.container, pod: ["volumes": agent.volumes]), status: agent.isReady ? Scene.ready() : Scene.crashLooping())
        }
        return scene
    }

    private func check(_ one: Case, _ scene: Scene) {
        let cause = scene.analyze(["deployment": "web"]).rootCauses.first
        #expect(cause?.object?.name == one.blamed ?? "web")
        #expect((cause?.confidence ?? 0) > 0.71 || !one.isSure || one.blamed == nil)
        #expect((cause?.confidence ?? 1) < 0.71 || one.isSure)
    }

    @Test(arguments: drivers) func aMissingDriverIsBlamedOn(one: Case) {
        var scene = scene(one.agents)
        scene.deployment("web", statuses: [Scene.waiting("ContainerCreating")])
        scene.event(
            "FailedMount",
            "MountVolume.MountDevice failed for volume \"pvc-1\" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name efs.csi.aws.com not found in the list of registered CSI drivers",
            name: Scene.firstPod("web"))
        check(one, scene)
    }

    @Test(arguments: plugins) func aMissingDeviceIsBlamedOn(one: Case) {
        var scene = scene(one.agents)
        scene.node("worker-1", labels: ["nvidia.com/gpu.present": "true"])
        scene.deployment(
            "web", spec: Scene.spec(["resources": ["limits": ["nvidia.com/gpu": "1"]]]),
            statuses: [Scene.unscheduled("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")], nodeName: nil)
        check(one, scene)
    }
}
