import AgentDomain
import Contracts
import HTTPKit
import HTTPTypes
import Kubernetes
import KubernetesModel
import Primitives
import Testing

@testable import AgentAnalysis

@Suite("Of a cluster")
struct ClusterReadingTests {
    private static let alert = Alert(
        status: .firing, labels: ["alertname": "X", "namespace": "shop", "deployment": "orders"],
        startsAt: Timestamp(microseconds: 1_795_246_980_000_000))

    private func read(
        _ cluster: StubCluster, alert: Alert = alert, limits: GatherLimits = GatherLimits(), client: KubernetesClient? = nil
    ) async -> (snapshot: ClusterSnapshot, outcomes: ReadTally) {
        await ClusterGatherer(client: client ?? cluster.client(), limits: limits).lists(for: alert, deadline: Deadline(in: .seconds(30)))
    }

    @Test("routes and the mesh are read where there are any, from all namespaces")
    func traffic() async {
        let cluster = StubCluster([
            "/apis/gateway.networking.k8s.io/v1/httproutes": [StubCluster.object("orders", namespace: "edge")],
            "/apis/gateway.networking.k8s.io/v1/gateways": [StubCluster.object("public", namespace: "edge")],
            "/apis/networking.istio.io/v1/virtualservices": [StubCluster.object("orders", namespace: "shop")],
            "/apis/networking.istio.io/v1/destinationrules": [], "/apis/networking.istio.io/v1/serviceentries": [],
            "/apis/security.istio.io/v1/peerauthentications": [], "/apis/security.istio.io/v1/authorizationpolicies": [],
        ])
        let (snapshot, outcomes) = await read(cluster)
        #expect(snapshot.httpRoutes.map(\.namespace) == ["edge"])
        #expect(snapshot.gateways.map(\.name) == ["public"])
        #expect(snapshot.virtualServices.map(\.name) == ["orders"])
        #expect(outcomes.mesh == .ok)
        #expect(outcomes.trafficPolicy == .ok)
        #expect(!cluster.paths.contains { $0.contains("v1beta1/virtualservices") })
    }

    @Test("a mesh that serves an older version alone is read in that one")
    func olderMesh() async {
        let cluster = StubCluster(["/apis/networking.istio.io/v1beta1/virtualservices": [StubCluster.object("orders", namespace: "shop")]])
        let (snapshot, outcomes) = await read(cluster)
        #expect(snapshot.virtualServices.map(\.name) == ["orders"])
        #expect(outcomes.mesh == .ok)
    }

    @Test("what isn't served is no failure, refused or not")
    func absent() async {
        let refused = StubCluster(forbidden: [
            "/apis/networking.istio.io/v1/virtualservices", "/apis/networking.istio.io/v1/namespaces/shop/virtualservices",
        ])
        for cluster in [StubCluster(), refused] {
            let (snapshot, outcomes) = await read(cluster)
            #expect(outcomes.mesh == .notConfigured)
            #expect(outcomes.manifests == .ok)
            #expect(snapshot.failures.allSatisfy { $0.reason == .notServed })
        }
    }

    @Test("what is served and refused is named, with its verb")
    func refusedMesh() async {
        let kinds = ["networking.istio.io/v1/virtualservices", "security.istio.io/v1/peerauthentications"]
        let cluster = StubCluster(
            ["/apis/networking.istio.io/v1/destinationrules": []],
            forbidden: kinds.flatMap { kind in
                let parts = kind.split(separator: "/")
                return ["/apis/\(kind)", "/apis/\(parts[0])/\(parts[1])/namespaces/shop/\(parts[2])"]
            }, others: ["/apis": StubCluster.groups("networking.istio.io", "security.istio.io")])
        let (snapshot, outcomes) = await read(cluster)
        #expect(outcomes.mesh == .degraded)
        #expect(outcomes.core == .ok)
        let refused = snapshot.failures.filter { $0.reason == .forbidden }
        #expect(
            Set(refused.map { "\($0.verb) \($0.resource)" }) == [
                "list virtualservices.networking.istio.io", "list peerauthentications.security.istio.io",
            ])
        #expect(refused.allSatisfy { $0.isAuxiliary })
    }

    @Test("a namespace's own routes are read where the role reaches no further")
    func narrowRole() async {
        let cluster = StubCluster(
            ["/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes": [StubCluster.object("orders", namespace: "shop")]],
            forbidden: ["/apis/gateway.networking.k8s.io/v1/httproutes"])
        #expect(await read(cluster).snapshot.httpRoutes.map(\.name) == ["orders"])
    }

    @Test("the components and heartbeats that a role hides cost no verdict, and are told")
    func hiddenComponents() async {
        let cluster = StubCluster(
            forbidden: ["/api/v1/namespaces/kube-system/pods", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"])
        let (snapshot, outcomes) = await read(cluster)
        #expect(outcomes.core == .ok)
        #expect(outcomes.manifests == .degraded)
        #expect(snapshot.failures.filter { $0.reason == .forbidden }.allSatisfy { $0.isAuxiliary })
        let response = await AgentPipeline(cluster: .client(cluster.client())).analyze(AnalyzeRequest(alert: Self.alert))
        #expect(response.missingData.contains { $0.contains("list pods in namespace kube-system") })
        #expect(response.missingData.contains { $0.contains("list leases.coordination.k8s.io in namespace kube-node-lease") })
    }

    @Test("components, leases and failing checks are found")
    func components() async {
        let lease: JSONValue = ["holderIdentity": "control-1_x", "leaseDurationSeconds": 15, "renewTime": "2026-11-21T07:40:26Z"]
        let cluster = StubCluster(
            [
                "/api/v1/namespaces/kube-system/pods": [StubCluster.object("kube-scheduler-control-1", namespace: "kube-system")],
                "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases": [
                    StubCluster.object("kube-scheduler", namespace: "kube-system", ["spec": lease])
                ],
            ],
            others: ["/readyz": .init(status: .internalServerError, body: "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed")])
        let (snapshot, _) = await read(cluster)
        let scheduler = ClusterIndex(snapshot).systemComponent(.scheduler)
        #expect(scheduler?.pods.map(\.name) == ["kube-scheduler-control-1"])
        #expect(scheduler?.leaderlessFor(at: snapshot.now) == .seconds(285))
        #expect(snapshot.failingServerChecks == ["[-]etcd failed: reason withheld"])
        #expect(!snapshot.namespacesRead.contains("kube-system"))
    }

    @Test("the nodes' load is summed where a pod waits for a node, and not otherwise")
    func nodeLoads() async {
        func pod(_ name: String, node: String?, cpu: String) -> JSONValue {
            var spec: [String: JSONValue] = ["containers": [["name": "c", "resources": ["requests": ["cpu": .string(cpu)]]]]]
            spec["nodeName"] = node.map(JSONValue.string)
            let waiting: JSONValue = ["phase": "Pending", "conditions": [["type": "PodScheduled", "status": "False"]]]
            return StubCluster.object(
                name, namespace: "shop", ["spec": .object(spec), "status": node == nil ? waiting : ["phase": "Running"]])
        }
        let running = [pod("a", node: "n1", cpu: "1500m"), pod("b", node: "n1", cpu: "2")]
        let busy = StubCluster([
            "/api/v1/namespaces/shop/pods": running + [pod("c", node: nil, cpu: "4")], "/api/v1/pods": running,
        ])
        let loads = await read(busy).snapshot.nodeLoads
        #expect(loads?["n1"]?.requests["cpu"] == Quantity("3500m"))
        #expect(loads?["n1"]?.pods == 2)
        let calm = StubCluster(["/api/v1/namespaces/shop/pods": running])
        #expect(await read(calm).snapshot.nodeLoads == nil)
        #expect(!calm.paths.contains("/api/v1/pods"))
    }

    @Test("Secrets are asked for by name alone, and only where the operator says so")
    func secrets() async {
        let lists = ["/api/v1/namespaces/shop/secrets": [StubCluster.object("db", namespace: "shop", ["data": ["password": "aHVudGVyMg=="]])]]
        let closed = StubCluster(lists)
        #expect(await read(closed).snapshot.secretNames == nil)
        #expect(!closed.paths.contains { $0.contains("secrets") })
        var limits = GatherLimits()
        limits.readsSecretMetadata = true
        let open = StubCluster(lists)
        let (snapshot, _) = await read(open, limits: limits)
        #expect(snapshot.secretNames == ["shop/db"])
        let asked = open.requests.filter { $0.url.contains("secrets") }
        #expect(asked.allSatisfy { $0.headers[.accept]?.contains("as=PartialObjectMetadataList") == true })
        let refused = StubCluster(forbidden: ["/api/v1/namespaces/shop/secrets"])
        let (without, outcomes) = await read(refused, limits: limits)
        #expect(without.secretNames == nil)
        #expect(outcomes.manifests == .degraded)
    }

    @Test("a list that is cut says so, and an absent object means nothing then")
    func cut() async {
        let body = #"{"kind":"PodList","metadata":{"continue":"more"},"items":[{"metadata":{"name":"a","namespace":"shop"}}]}"#
        let cluster = StubCluster(others: ["/api/v1/namespaces/shop/pods": .init(body: body)])
        let client = cluster.client(limits: .init(timeout: .seconds(30), listObjects: 3))
        let (snapshot, outcomes) = await read(cluster, client: client)
        #expect(snapshot.pods.count == 3)
        #expect(outcomes.core == .degraded)
        #expect(!ClusterIndex(snapshot).hasRead("pods", namespace: "shop"))
    }

    @Test("an event that is read twice counts once, in its latest state")
    func mergedEvents() {
        func event(_ uid: String, count: Int, last: String) -> Event {
            Event(["metadata": ["name": "e", "uid": .string(uid)], "count": .integer(Int64(count)), "lastTimestamp": .string(last)])
        }
        var merge = EventMerge()
        merge.add([event("1", count: 3, last: "2026-11-21T07:00:00Z"), event("2", count: 1, last: "2026-11-21T07:00:00Z")])
        merge.add([event("1", count: 5, last: "2026-11-21T07:10:00Z")])
        #expect(merge.events.map(\.count) == [5, 1])
        #expect(merge.events[0].firstSeen == Timestamp(rfc3339: "2026-11-21T07:00:00Z"))
    }

    @Test("analyses share what they read")
    func sharing() async {
        let cluster = StubCluster()
        let client = cluster.client(cache: ReadCache())
        _ = await read(cluster, client: client)
        let calls = cluster.requests.count
        _ = await read(cluster, client: client)
        #expect(cluster.requests.count == calls)
    }

    @Test("an analysis makes a bounded number of calls", arguments: ["orders", "payments"])
    func bounded(name: String) async {
        let cluster = StubCluster()
        _ = await read(cluster)
        #expect(cluster.requests.count < 70)
    }
}
