import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What is recommended can be done: each command is about objects that there are, as they are.
@Suite struct RecommendationTests {
    private static func immediate(_ scene: Scene, _ labels: [String: String]) throws -> Recommendation {
        try #require(scene.analyze(labels).recommendations.first { $0.kind == .immediate })
    }

    @Test func `a pod that holds up its ordered StatefulSet is deleted after the change`() throws {
        var scene = Scene()
        scene.statefulSet(
            "db", statuses: [Scene.ready(), Scene.crashLooping(137, "OOMKilled")],
            spec: Scene.spec(["resources": ["limits": ["memory": "64Mi"]]]))
        let now = try Self.immediate(scene, ["statefulset": "db"])
        #expect(now.command == "kubectl set resources statefulset/db -n shop -c app --limits=memory=128Mi && kubectl delete pod db-1 -n shop")
        #expect(now.text.contains("waits for it"))
    }

    @Test func `a Deployment replaces its pods by itself`() throws {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.crashLooping(137, "OOMKilled")])
        #expect(try Self.immediate(scene, ["deployment": "web"]).command?.contains("delete") == false)
    }

    @Test func `an earlier run's log is asked for only where there was one`() throws {
        var scene = Scene()
        let failed = Scene.status(phase: "Failed", state: Scene.ended(1, "Error"))
        scene.job("nightly", failed: "BackoffLimitExceeded", statuses: [failed])
        let once = try Self.immediate(scene, ["job_name": "nightly"])
        #expect(once.command == "kubectl logs pod/nightly-abcd0 -n shop -c app --tail=100")
        scene = Scene()
        scene.deployment("web", statuses: [Scene.ready(), Scene.crashLooping()])
        let again = try Self.immediate(scene, ["deployment": "web"])
        #expect(again.command?.hasPrefix("kubectl logs pod/web-") == true)
        #expect(again.command?.contains(" --previous ") == true)
    }

    @Test func `a command with blanks says so`() throws {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.waiting("ErrImagePull", "manifest for registry.example/app:1.0 not found: manifest unknown")])
        let fix = try #require(scene.analyze(["deployment": "web"]).recommendations.first { $0.kind == .fix })
        #expect(fix.command?.contains("IMAGE:TAG") == true)
        #expect(fix.text.hasSuffix("Fill in the command's words in capitals."))
    }

    @Test func `a variable in capitals is no blank`() throws {
        var scene = Scene()
        let env: JSONValue = [["name": "ROLE_SERVICE_URL", "value": "http://rolesd:8080"]]
        scene.deployment("web", spec: Scene.spec(["env": env]), statuses: [Scene.crashLooping()])
        scene.service("roles", port: 8080)
        let before = Scene.spec(["env": [["name": "ROLE_SERVICE_URL", "value": "http://roles:8080"]]])
        scene.snapshot.replicaSets.append(
            ReplicaSet([
                "metadata": Scene.metadata(
                    "web-5c4", uid: "uid-web-5c4", owner: ("Deployment", "web"), annotations: ["deployment.kubernetes.io/revision": "1"]),
                "spec": ["replicas": 0, "template": ["metadata": ["labels": ["app": "web"]], "spec": before]],
            ]))
        scene.log(Scene.firstPod("web"), "ERROR lookup rolesd on 10.96.0.10:53: no such host")
        let fix = try #require(scene.analyze(["deployment": "web"]).recommendations.first { $0.kind == .fix })
        #expect(fix.command == "kubectl set env deployment/web -n shop -c app ROLE_SERVICE_URL=http://roles:8080")
        #expect(!fix.text.contains("capitals"))
    }
}
