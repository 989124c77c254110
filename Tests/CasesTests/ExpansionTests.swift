import Contracts
import Primitives
import Testing

@testable import Cases

@Suite("An expanded case")
struct ExpansionTests {
    private static let text = """
        title: An example.
        namespace: shop
        configMaps: {settings: {MODE: fast}}
        workloads:
          - deployment: ledger
            replicas: 3
            ports: [8080]
            service: 80
            env: {DB_HOST: vaults, PEER: "${keeper.pod}"}
            rollout: {at: -12m, from: {env: {DB_HOST: vault}, image: "registry.example.com/shop/ledger:0.9"}, oldPods: 1}
            pods: [{state: crashloop, exitCode: 137, reason: OOMKilled, restarts: 4}, {state: unready}, {state: missing, message: "no room"}]
          - statefulset: keeper
            ports: [5432]
            claims: {data: {size: 20Gi, class: fast, state: pending}}
            pods: {state: unscheduled, message: 0/4 nodes are available}
        patch: {Node/node-b: {spec: {unschedulable: true}, status: {conditions: [{type: Ready, status: "False"}]}}}
        events:
          - {on: ledger, reason: Unhealthy, message: [first wording, second wording], count: 3, first: -9m, last: -1m}
        logs: {ledger: {previous: "one\\n@-30s two"}}
        alerts: [{name: A}]
        truth: {category: oom_killed}
        """

    private let expanded: ExpandedCase

    init() throws {
        expanded = try ExpandedCase(Self.text)
    }

    private func replicaSets() throws -> [JSONValue] {
        try expanded.items("/apis/apps/v1/namespaces/shop/replicasets")
            .filter { $0["metadata", "ownerReferences"]?.array?.first?["name"] == "ledger" }
    }

    @Test("holds a workload's objects, owned by each other")
    func owners() throws {
        let pods = try expanded.items("/api/v1/namespaces/shop/pods").filter { $0["metadata", "labels", "app"] == "ledger" }
        #expect(pods.count == 3)
        let sets = try replicaSets()
        #expect(sets.count == 2)
        for pod in pods {
            let owner = try #require(pod["metadata", "ownerReferences"]?.array?.first)
            let set = try #require(sets.first { $0["metadata", "name"] == owner["name"] })
            #expect(owner["uid"] == set["metadata", "uid"])
            #expect(set["metadata", "ownerReferences"]?.array?.first?["name"] == "ledger")
        }
        let deployment = try expanded.get("/apis/apps/v1/namespaces/shop/deployments/ledger")
        #expect(deployment["status", "readyReplicas"] == 1)
        #expect(deployment["status", "unavailableReplicas"] == 3)
        #expect(deployment["status", "conditions"]?.array?.contains { $0["type"] == "ReplicaFailure" && $0["message"] == "no room" } == true)
    }

    @Test("keeps the template of before in the older ReplicaSet")
    func rollout() throws {
        let sets = try replicaSets()
        func host(_ set: JSONValue) -> JSONValue? {
            set["spec", "template", "spec", "containers"]?.array?.first?["env"]?.array?.first { $0["name"] == "DB_HOST" }?["value"]
        }
        let revisions = sets.sorted {
            ($0["metadata", "annotations", "deployment.kubernetes.io/revision"]?.string ?? "")
                < ($1["metadata", "annotations", "deployment.kubernetes.io/revision"]?.string ?? "")
        }
        #expect(revisions.map(host) == ["vault", "vaults"])
        #expect(revisions.last?["metadata", "creationTimestamp"]?.string == "\(expanded.moment - .seconds(720))")
    }

    @Test("says of each pod what its state means")
    func states() throws {
        let pods = try expanded.items("/api/v1/namespaces/shop/pods")
        let crashing = try #require(pods.first { $0["status", "containerStatuses"]?.array?.first?["restartCount"] == 4 })
        let status = try #require(crashing["status", "containerStatuses"]?.array?.first)
        #expect(status["state", "waiting", "reason"] == "CrashLoopBackOff")
        #expect(status["lastState", "terminated", "reason"] == "OOMKilled")
        let pending = try #require(pods.first { $0["metadata", "name"] == "keeper-0" })
        #expect(pending["spec", "nodeName"] == nil)
        #expect(pending["status", "conditions"]?.array?.first?["message"] == "0/4 nodes are available")
        #expect(pending["spec", "volumes"]?.array?.last?["persistentVolumeClaim", "claimName"] == "data-keeper-0")
        let claim = try expanded.get("/api/v1/namespaces/shop/persistentvolumeclaims/data-keeper-0")
        #expect(claim["status", "phase"] == "Pending")
        #expect(claim["spec", "storageClassName"] == "fast")
    }

    @Test("fills a placeholder in with the name that the cluster gave")
    func placeholders() throws {
        let deployment = try expanded.get("/apis/apps/v1/namespaces/shop/deployments/ledger")
        let variables = deployment["spec", "template", "spec", "containers"]?.array?.first?["env"]?.array ?? []
        #expect(variables.contains { $0["name"] == "PEER" && $0["value"] == "keeper-0" })
    }

    @Test("has the addresses that the endpoints' controller would have found")
    func endpoints() throws {
        let slices = try expanded.items("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices")
        let slice = try #require(slices.first { $0["metadata", "labels", "kubernetes.io/service-name"] == "ledger" })
        let ready = slice["endpoints"]?.array?.map { $0["conditions", "ready"] }
        #expect(ready?.count == 3)
        #expect(ready?.count { $0 == .bool(true) } == 1)
        #expect(slice["ports"]?.array?.first?["port"] == 8080)
    }

    @Test("changes what a patch names, and leaves the rest of it")
    func patches() throws {
        let node = try expanded.get("/api/v1/nodes/node-b")
        #expect(node["spec", "unschedulable"] == true)
        let conditions = node["status", "conditions"]?.array ?? []
        #expect(conditions.count == 5)
        #expect(conditions.first { $0["type"] == "Ready" }?["status"] == "False")
        #expect(conditions.first { $0["type"] == "Ready" }?["reason"] == "KubeletReady")
    }

    @Test("tells an event by both event APIs, in its first wording")
    func events() throws {
        let core = try #require(try expanded.items("/api/v1/namespaces/shop/events").first { $0["reason"] == "Unhealthy" })
        #expect(core["message"] == "first wording")
        #expect(core["count"] == 3)
        let grouped = try expanded.items("/apis/events.k8s.io/v1/namespaces/shop/events")
        #expect(grouped.contains { $0["note"] == "first wording" && $0["regarding", "uid"] == core["involvedObject", "uid"] })
        let scheduling = try #require(try expanded.items("/api/v1/namespaces/shop/events").first { $0["reason"] == "FailedScheduling" })
        #expect(scheduling["eventTime"]?.string != nil)
        #expect(scheduling["lastTimestamp"] == .null)
    }

    @Test("gives the last run's log of a container that waits to be restarted, with times")
    func logs() throws {
        let pods = try expanded.items("/api/v1/namespaces/shop/pods")
        let name = try #require(pods.first { $0["status", "containerStatuses"]?.array?.first?["restartCount"] == 4 }?["metadata", "name"]?.string)
        let path = "/api/v1/namespaces/shop/pods/\(name)/log?timestamps=true"
        let current = try expanded.text(path)
        #expect(current.hasSuffix(" two\n"))
        #expect(current.contains("\(expanded.moment - .seconds(30) + .microseconds(1)) two"))
        #expect(try expanded.text(path + "&previous=true") == current)
    }

    @Test("stands in a healthy cluster")
    func base() throws {
        #expect(try expanded.items("/api/v1/nodes").count == 4)
        let system = try expanded.items("/api/v1/namespaces/kube-system/pods")
        #expect(system.count == 15)
        #expect(
            system.allSatisfy { pod in
                pod["status", "conditions"]?.array?.contains { $0["type"] == "Ready" && $0["status"] == "True" } ?? false
            })
        #expect(try expanded.get("/apis")["groups"]?.array?.isEmpty == false)
        #expect(try expanded.get("/api/v1/namespaces/shop/configmaps/settings")["data", "MODE"] == "fast")
    }

    @Test("serves no Secret, and no relative time")
    func bytes() throws {
        for (path, bytes) in expanded.files where path.hasSuffix(".json") {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!path.contains("/secrets"))
            #expect(!text.contains(#"Timestamp":"-"#) && !text.contains(#"Time":"-"#) && !text.contains(#"At":"-"#), "\(path)")
        }
    }
}
