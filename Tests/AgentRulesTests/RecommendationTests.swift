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

    private static func fix(_ scene: Scene, _ labels: [String: String]) throws -> Recommendation {
        try #require(scene.analyze(labels).recommendations.first { $0.kind == .fix })
    }

    // MARK: What somebody else makes

    static func waiting(forSecret name: String) -> Scene {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.waiting("CreateContainerConfigError", "secret \"\(name)\" not found")])
        return scene
    }

    @Test func `a Secret that an operator should make isn't made by hand`() throws {
        var scene = Self.waiting(forSecret: "db")
        scene.event(
            "UpdateFailed", "could not get secret data from provider: cannot read from Vault\n\nCode: 503. Errors:\n\n* Vault is sealed",
            kind: "ExternalSecret", name: "db")
        let response = scene.analyze(["deployment": "web"])
        #expect(response.rootCauses.first?.title.contains("its ExternalSecret can't make it") == true)
        #expect(!response.recommendations.contains { $0.command?.contains("create secret") == true })
        #expect(response.recommendations.first?.command == "kubectl describe externalsecret db -n shop")
        #expect(try Self.fix(scene, ["deployment": "web"]).text.contains("Vault is sealed"))
    }

    @Test func `a Secret beside others that an operator makes isn't made by hand either`() throws {
        var scene = Self.waiting(forSecret: "db")
        scene.event("Updated", "updated Secret", kind: "ExternalSecret", name: "cache", type: "Normal")
        #expect(try Self.fix(scene, ["deployment": "web"]).command == nil)
        #expect(try Self.fix(Self.waiting(forSecret: "db"), ["deployment": "web"]).command?.hasPrefix("kubectl create secret generic db") == true)
    }

    @Test(arguments: [
        ("482911034421.dkr.ecr.eu-central-1.amazonaws.com/report:3.2", "AmazonEC2ContainerRegistryPullOnly"),
        ("europe-west3-docker.pkg.dev/shop/images/report:3.2", "roles/artifactregistry.reader"), ("shop.azurecr.io/report:3.2", "AcrPull"),
    ])
    func `a cloud's registry lets nodes in by their role`(image: String, role: String) throws {
        var scene = Scene()
        let words = "failed to pull and unpack image \"\(image)\": failed to resolve reference \"\(image)\": unexpected status from HEAD request to "
        scene.deployment(
            "web", spec: Scene.spec(["image": .string(image)]),
            statuses: [
                Scene.waiting("ImagePullBackOff", "Back-off pulling image \"\(image)\": ErrImagePull: \(words)https://\(image): 403 Forbidden")
            ])
        let fix = try Self.fix(scene, ["deployment": "web"])
        #expect(fix.text.contains(role))
        #expect(fix.command == nil)
        // The decisive words stand at the end of a long message.
        let explanation = try #require(scene.analyze(["deployment": "web"]).rootCauses.first?.explanation)
        #expect(explanation.contains("403 Forbidden"))
    }

    // MARK: Words

    @Test func `a quota that isn't used up says what is left`() throws {
        var scene = Scene()
        scene.deployment("web", replicas: 2, statuses: [])
        scene.event(
            "FailedCreate",
            "Error creating: pods \"web-x\" is forbidden: exceeded quota: team, requested: requests.cpu=1, used: requests.cpu=3600m, limited: requests.cpu=4",
            kind: "ReplicaSet", name: "web-6d4cf56db6")
        let explanation = try #require(scene.analyze(["deployment": "web"]).rootCauses.first?.explanation)
        #expect(explanation.contains("has 400m of requests.cpu left, and 1 is asked for"))
    }

    @Test func `an earlier trouble of several pods is told once`() throws {
        var scene = Scene()
        scene.deployment("web", replicas: 3, statuses: [Scene.ready(), Scene.ready(), Scene.ready()])
        for pod in scene.snapshot.pods {
            scene.event("Unhealthy", "Readiness probe failed: Get \"http://10.1.0.7:8080/\": connection refused", name: pod.name, secondsAgo: 400)
        }
        let cause = try #require(scene.analyze(["deployment": "web"]).rootCauses.first)
        #expect(cause.category == .healthy)
        #expect(cause.explanation.split(separator: "earlier trouble").count == 2)
        #expect(cause.explanation.contains("An earlier trouble of 3 pods is over"))
    }

    @Test func `every cause has its own way to be seen sooner`() throws {
        var scene = Scene()
        scene.deployment(
            "web", statuses: [Scene.unscheduled("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.")], nodeName: nil)
        let watch = try #require(scene.analyze(["deployment": "web"]).recommendations.first { $0.kind == .monitoring })
        #expect(watch.text.contains("kube_pod_status_unschedulable"))
    }
}
