import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

/// The walk from a symptom to its cause, and what it must never answer.
@Suite struct CausalityTests {
    /// `web` asks `api`, `api` asks `db`.
    static func chain(db: JSONValue, api: JSONValue = Scene.crashLooping(), web: JSONValue = Scene.ready()) -> Scene {
        var scene = Scene()
        func spec(_ name: String, _ value: String) -> JSONValue { Scene.spec(["env": [["name": .string(name), "value": .string(value)]]]) }
        scene.deployment("web", spec: spec("API_URL", "http://api.shop.svc.cluster.local"), statuses: [web])
        scene.deployment("api", spec: spec("DATABASE_URL", "postgres://api:pw@db:5432/api"), statuses: [api])
        scene.deployment("db", spec: Scene.spec(["name": "db", "ports": [["containerPort": 5432]]]), statuses: [db])
        scene.service("api")
        scene.service("db", port: 5432, target: 5432)
        return scene
    }

    static let database: [(String, JSONValue, CauseCategory)] = [
        ("killed for memory", Scene.crashLooping(137, "OOMKilled"), .oomKilled),
        ("image", Scene.waiting("ImagePullBackOff", "manifest unknown"), .imageNotFound),
        ("configuration", Scene.waiting("CreateContainerConfigError", "secret \"db\" not found"), .missingSecret),
        ("unscheduled", Scene.unscheduled("0/3 nodes are available: 3 Insufficient memory."), .insufficientMemory),
    ]

    @Test(arguments: database) func whicheverLinkTheAlertNamesTheDeepestFaultAnswers(name: String, status: JSONValue, category: CauseCategory) {
        let status = status["containerStatuses"] == nil ? status : Self.renamed(status)
        var scene = Self.chain(db: status)
        if category == .insufficientMemory { scene.snapshot.pods[2].spec.nodeName = nil }
        scene.log(Scene.firstPod("api"), "INFO starting", "ERROR could not connect to db:5432: connection refused")
        scene.log(
            Scene.firstPod("web"), "WARN upstream http://api.shop.svc.cluster.local answered 503",
            "WARN upstream http://api.shop.svc.cluster.local answered 503", "WARN upstream http://api.shop.svc.cluster.local answered 503")
        for target in ["web", "api", "db"] {
            let response = scene.analyze(["deployment": target])
            #expect(response.rootCauses.first?.category == category, "\(target): \(response.analysisSummary)")
            #expect(response.rootCauses.first?.object?.name == "db")
        }
    }

    static func renamed(_ status: JSONValue) -> JSONValue {
        var fields = status.object ?? [:]
        var container = fields["containerStatuses"]?.array?.first?.object ?? [:]
        container["name"] = "db"
        fields["containerStatuses"] = [.object(container)]
        return .object(fields)
    }

    @Test func aNeighbourWithoutAnEdgeIsNeverTheCause() {
        var scene = Scene()
        scene.deployment("good")
        scene.deployment("sick", statuses: [Scene.crashLooping(137, "OOMKilled")])
        scene.service("sick")
        #expect(scene.cause(["deployment": "good"]).category == .healthy)
        #expect(scene.cause(["pod": Scene.firstPod("good")]).category == .healthy)

        scene.deployment("other", statuses: [Scene.waiting("ImagePullBackOff", "manifest unknown")])
        let response = scene.analyze(["deployment": "other"])
        #expect(response.rootCauses.map { $0.object?.name } == ["other"])
        #expect(response.analysisDetail.contains("no connection to this alert: sick"))
    }

    @Test func anOwnFaultIsNotBlamedOnASickDependency() {
        var scene = Self.chain(db: Self.renamed(Scene.crashLooping(137, "OOMKilled")), api: Scene.waiting("ImagePullBackOff", "manifest unknown"))
        scene.snapshot.logs = []
        #expect(scene.cause(["deployment": "api"]).category == .imageNotFound)
    }

    @Test func aServiceWhoseSelectorMatchesNothingIsTheCause() {
        var scene = Self.chain(db: Scene.ready())
        scene.snapshot.services.removeAll { $0.name == "db" }
        scene.service("db", selector: ["app": "database"], port: 5432, target: 5432)
        scene.log(Scene.firstPod("api"), "ERROR could not connect to db:5432: connection refused")
        let cause = scene.cause(["deployment": "api"])
        #expect(cause.category == .serviceSelectorMismatch)
        #expect(cause.object == "Service shop/db")
    }

    @Test func aDependencyScaledToZeroIsTheCause() {
        var scene = Self.chain(db: Scene.ready())
        scene.snapshot.pods.removeAll { $0.name.hasPrefix("db-") }
        scene.snapshot.deployments.removeAll { $0.name == "db" }
        scene.deployment("db", replicas: 0, statuses: [])
        scene.log(Scene.firstPod("api"), "ERROR could not connect to db:5432: connection refused")
        let cause = scene.cause(["deployment": "api"])
        #expect(cause.category == .scaledToZero)
        #expect(cause.object == "Deployment shop/db")
    }

    @Test func aPortThatTheServiceDoesNotHaveIsNamed() {
        var scene = Self.chain(db: Scene.ready())
        scene.log(Scene.firstPod("api"), "ERROR dial tcp: connect to db:5433: i/o timeout")
        let cause = scene.cause(["deployment": "api"])
        #expect(cause.category == .dependencyWrongPort)
        #expect(cause.object == "Deployment shop/api (container app)")
    }

    @Test func aTargetPortThatNoContainerHasIsTheServicesFault() {
        var scene = Self.chain(db: Scene.ready())
        scene.snapshot.services.removeAll { $0.name == "db" }
        scene.service("db", port: 5432, target: 6432)
        scene.log(Scene.firstPod("api"), "ERROR could not connect to db:5432: connection refused")
        let cause = scene.cause(["deployment": "api"])
        #expect(cause.category == .servicePortMismatch)
        #expect(cause.object == "Service shop/db")
    }

    @Test func aPolicyThatLetsNobodyInIsTheCause() {
        var scene = Self.chain(db: Scene.ready())
        scene.snapshot.networkPolicies = [
            NetworkPolicy(["metadata": Scene.metadata("deny-all"), "spec": ["podSelector": [:], "policyTypes": ["Ingress"]]])
        ]
        scene.log(Scene.firstPod("api"), "ERROR dial tcp 10.96.0.11:5432: i/o timeout")
        let cause = scene.cause(["deployment": "api"])
        #expect(cause.category == .networkPolicyBlocked)
        #expect(cause.object == "NetworkPolicy shop/deny-all")

        scene.snapshot.networkPolicies.append(
            NetworkPolicy([
                "metadata": Scene.metadata("allow-api"),
                "spec": [
                    "podSelector": ["matchLabels": ["app": "db"]],
                    "ingress": [["from": [["podSelector": ["matchLabels": ["app": "api"]]]], "ports": [["port": 5432]]]],
                ],
            ]))
        #expect(scene.cause(["deployment": "api"]).category == .dependencyUnreachable)
    }

    @Test func aHostThatIsNoServiceIsAWrongAddress() {
        var scene = Scene()
        scene.deployment("api", spec: Scene.spec(["env": [["name": "DB_HOST", "value": "orders-bd"]]]), statuses: [Scene.crashLooping()])
        scene.deployment("orders-db")
        scene.service("orders-db")
        scene.log(Scene.firstPod("api"), "dial tcp: lookup orders-bd on 10.96.0.10:53: no such host")
        let response = scene.analyze(["deployment": "api"])
        #expect(response.rootCauses.first?.category == .wrongEnvironmentAddress)
        #expect(response.rootCauses.first?.explanation.contains("Service orders-db exists") == true)
    }

    @Test func anAddressFromAConfigMapIsFollowed() {
        var scene = Scene()
        scene.configMap("settings", ["QUEUE_URL": "amqp://guest:guest@queue:5672"])
        scene.deployment("api", spec: Scene.spec(["envFrom": [["configMapRef": ["name": "settings"]]]]), statuses: [Scene.crashLooping()])
        scene.deployment("queue", statuses: [Scene.crashLooping(137, "OOMKilled")])
        scene.service("queue", port: 5672, target: 5672)
        scene.log(Scene.firstPod("api"), "ERROR connect ECONNREFUSED 10.96.0.10:5672")
        #expect(scene.cause(["deployment": "api"]).object == "Deployment shop/queue (container app)")
    }

    @Test func aNodeThatIsLostTakesItsPodsWithIt() {
        var scene = Scene()
        scene.node("worker-1", ready: "Unknown", message: "Kubelet stopped posting node status.")
        scene.deployment("web", statuses: [Scene.notReady()])
        let cause = scene.cause(["deployment": "web"])
        #expect(cause.category == .kubeletUnavailable)
        #expect(cause.object == "Node worker-1")
    }

    @Test func whatCouldNotBeReadIsNamedAndNothingIsInvented() {
        var scene = Scene()
        scene.snapshot.failures = [ReadFailure(verb: "list", resource: "pods", namespace: "shop", reason: .forbidden, message: "forbidden")]
        scene.snapshot.deployments = []
        let response = scene.analyze(["deployment": "web"])
        #expect(response.rootCauses.map(\.category) == [.inconclusive])
        #expect(response.analysisQuality == .low)
        #expect(response.missingData.contains { $0.contains("list pods") })
    }

    @Test func whereMoreFailsThanIsToldPodsAreAmongIt() {
        var scene = Scene()
        let others = (10..<30).map { ReadFailure(verb: "list", resource: "kind\($0).apps", namespace: nil, reason: .unavailable, message: "") }
        let pods = ReadFailure(verb: "list", resource: "pods", namespace: "shop", reason: .unavailable, message: "")
        scene.snapshot.failures = others + [pods]
        let late = scene.analyze(["deployment": "web"]).missingData
        scene.snapshot.failures = [pods] + others.reversed()
        #expect(late.contains { $0.contains("Reading pods in namespace shop") })
        #expect(late == scene.analyze(["deployment": "web"]).missingData)
    }

    @Test func anAlertWithoutLabelsIsInconclusive() {
        let response = Scene().analyze(["namespace": ""])
        #expect(response.rootCauses.map(\.category) == [.inconclusive])
    }

    @Test func aDependencyCycleEnds() {
        var scene = Scene()
        for (name, other) in [("a", "b"), ("b", "a")] {
            scene.deployment(
                name, spec: Scene.spec(["env": [["name": "PEER_URL", "value": .string("http://\(other)")]]]), statuses: [Scene.crashLooping()])
            scene.service(name)
            scene.log(Scene.firstPod(name), "ERROR connect to \(other):80: connection refused")
        }
        #expect(scene.cause(["deployment": "a"]).category == .dependencyUnreachable)
    }

    @Test func jobsThatWereSupersededAreHistory() {
        var scene = Scene()
        func job(_ name: String, _ condition: String, age: Int) -> Job {
            Job([
                "metadata": Scene.metadata(name, uid: "uid-Job-\(name)", owner: ("CronJob", "backup")), "spec": ["template": ["spec": Scene.spec()]],
                "status": [
                    "startTime": .string(Scene.ago(age)), "failed": 1,
                    "conditions": [["type": .string(condition), "status": "True", "reason": "BackoffLimitExceeded"]],
                ],
            ])
        }
        scene.snapshot.jobs = [job("backup-29000001", "Failed", age: 7200)]
        #expect(scene.cause(["job_name": "backup-29000001"]).category == .jobFailed)
        scene.snapshot.jobs.append(job("backup-29000002", "Complete", age: 3600))
        #expect(scene.cause(["job_name": "backup-29000001"]).category == .healthy)
    }
}
