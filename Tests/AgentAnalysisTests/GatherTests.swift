import AgentAnalysis
import Contracts
import HTTPKit
import HTTPTypes
import Kubernetes
import Testing

@Suite("Gathering")
struct GatherTests {
    private static let labels = ["namespace": "shop", "deployment": "orders"]

    @Test("asks each list once, in pages, and for no Secret")
    func oneRound() async throws {
        let replay = try Replay("shop")
        let response = await replay.analyze(replay.alert("KubeDeploymentReplicasMismatch", Self.labels))
        let urls = replay.clusterURLs.filter { !$0.contains("/log?") }
        #expect(Set(urls).count == urls.count, "a list was read twice")
        #expect(urls.allSatisfy { $0.contains("limit=500") || $0.hasSuffix("/readyz") })
        #expect(!replay.transport.urls.contains { $0.contains("secrets") })
        #expect(urls.contains("http://127.0.0.1:8001/api/v1/namespaces/shop/pods?limit=500"))
        #expect(response.capabilities.k8sCore == .ok)
        #expect(response.capabilities.manifestRead == .ok)
        #expect(response.capabilities.trafficPolicy == .ok)
        #expect(response.capabilities.prometheus == .ok)
        #expect(response.warnings.isEmpty)
    }

    @Test("reads the logs of the target and of what it depends on, bounded and with times")
    func logs() async throws {
        let replay = try Replay("shop")
        _ = await replay.analyze(replay.alert("KubePodNotReady", ["namespace": "shop", "pod": "frontend-676464db56-vfs89"]))
        let logs = replay.transport.urls.filter { $0.contains("/log?") }
        #expect(logs.allSatisfy { $0.contains("tailLines=200") && $0.contains("limitBytes=262144") && $0.contains("timestamps=true") })
        for pod in ["frontend-676464db56-vfs89", "orders-585858c476-rnwf8", "orders-db-0"] {
            #expect(logs.contains { $0.contains("/pods/\(pod)/log") }, "\(pod)")
        }
        #expect(logs.contains { $0.contains("/pods/orders-db-0/log") && $0.contains("previous=true") })
    }

    struct Degradation: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Short where a fault is silence; the others must not run into it on a busy machine.
        var timeout = Duration.seconds(30)
        var faults: [(text: String, fault: FaultyTransport.Fault)]
        var core = CapabilityState.ok
        var manifests = CapabilityState.ok
        var traffic = CapabilityState.ok
        var prometheus = CapabilityState.ok
        var missing: String?
        var warning: String?
    }

    @Test(
        "goes on without what fails, and says what was missing",
        arguments: [
            Degradation(
                testDescription: "events forbidden in both groups", faults: [("/events?", .refused(.forbidden, "no"))], core: .degraded,
                manifests: .degraded,
                missing: "events"),
            Degradation(
                testDescription: "events forbidden in the core group alone", faults: [("/api/v1/namespaces/shop/events?", .refused(.forbidden, "no"))]
            ),
            Degradation(testDescription: "slices not served", faults: [("/endpointslices?", .refused(.notFound, "no"))]),
            Degradation(
                testDescription: "nodes forbidden", faults: [("/api/v1/nodes?", .refused(.forbidden, "no"))], core: .degraded, missing: "nodes"),
            Degradation(
                testDescription: "pods slow", timeout: .seconds(3), faults: [("/pods?", .silent)], core: .degraded, manifests: .degraded,
                missing: "pods"),
            Degradation(
                testDescription: "deployments fail", faults: [("/deployments?", .refused(.internalServerError, "etcd"))], manifests: .degraded,
                missing: "deployments"),
            Degradation(
                testDescription: "a whole group fails", faults: [("/apis/networking.k8s.io/", .broken(.disconnected))], traffic: .unavailable,
                missing: "ingresses"),
            Degradation(testDescription: "an autoscaling version not served", faults: [("/autoscaling/v2/", .refused(.notFound, "no"))]),
            Degradation(
                testDescription: "logs forbidden", faults: [("/log?", .refused(.forbidden, "no"))], core: .degraded, missing: "pods/log"),
            Degradation(testDescription: "logs slow", timeout: .seconds(3), faults: [("/log?", .silent)], core: .degraded, missing: "pods/log"),
            Degradation(
                testDescription: "a list that is none", faults: [("/configmaps?", .body("<html>"))], manifests: .degraded, missing: "configmaps"),
            Degradation(
                testDescription: "no Prometheus", faults: [("/api/v1/query", .broken(.connectFailed))], prometheus: .unavailable,
                warning: "Prometheus did not answer"),
        ])
    func degradation(row: Degradation) async throws {
        let replay = try Replay("shop", row.faults, timeout: row.timeout)
        let response = await replay.analyze(replay.alert("KubeDeploymentReplicasMismatch", Self.labels))
        #expect(response.status == "success")
        #expect(response.capabilities.k8sCore == row.core)
        #expect(response.capabilities.manifestRead == row.manifests)
        #expect(response.capabilities.trafficPolicy == row.traffic)
        #expect(response.capabilities.prometheus == row.prometheus)
        if let missing = row.missing {
            #expect(response.missingData.contains { $0.contains(missing) }, "\(response.missingData)")
        }
        if let warning = row.warning {
            #expect(response.warnings.contains { $0.contains(warning) }, "\(response.warnings)")
        }
    }

    @Test("of a cluster that nobody can reach asks once, and the answer says so")
    func unreachable() async throws {
        let replay = try Replay("shop", [("/api", .broken(.connectFailed)), ("/apis", .broken(.connectFailed))])
        let response = await replay.analyze(replay.alert("KubeDeploymentReplicasMismatch", Self.labels))
        #expect(response.status == "success")
        #expect(response.capabilities.k8sCore == .unavailable)
        #expect(response.capabilities.manifestRead == .unavailable)
        #expect(response.analysisQuality == .low)
        #expect(response.rootCauses.map(\.category) == [.inconclusive])
        #expect(response.warnings.contains { $0.contains("Kubernetes API can't be read: unreachable") }, "\(response.warnings)")
        let lists = replay.clusterURLs
        #expect(Set(lists).count == lists.count)
    }

    @Test("ends at its deadline, however slow the cluster is")
    func deadline() async throws {
        let replay = try Replay("shop", [("limit=500", .silent)])
        var settings = AnalysisSettings()
        settings.limits.deadline = .milliseconds(100)
        let start = ContinuousClock.now
        let response = await replay.pipeline(settings: settings).analyze(AnalyzeRequest(alert: replay.alert("X", Self.labels)))
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(response.capabilities.k8sCore == .unavailable)
    }

    @Test("finds the namespace of a pod that is named without one")
    func locating() async throws {
        let replay = try Replay("shop")
        let response = await replay.analyze(replay.alert("ContainerRestarts", ["pod": "orders-db-0"]))
        #expect(replay.transport.urls.contains { $0.contains("/api/v1/pods?fieldSelector=metadata.name%3Dorders-db-0") })
        #expect(replay.transport.urls.contains { $0.contains("/namespaces/shop/statefulsets") })
        #expect(response.context.workload?.name == "orders-db" || response.context.podName == "orders-db-0")
    }

    @Test(
        "asks for nothing that isn't a name",
        arguments: [
            ["namespace": "../../secrets"], ["namespace": "shop/secrets"], ["namespace": ".."], ["namespace": "SHOP?x=1"],
            ["pod": "a,metadata.namespace=kube-system"], ["node": "n1,spec.nodeName=n2"],
        ])
    func names(labels: [String: String]) async throws {
        let replay = try Replay("shop")
        let response = await replay.analyze(replay.alert("X", labels))
        #expect(response.status == "success")
        let own = ["/namespaces/kube-system/", "/namespaces/kube-node-lease/"]
        let others = replay.clusterURLs.filter { url in !own.contains { url.contains($0) } }
        #expect(!others.contains { $0.contains("/namespaces/") || $0.contains("secrets") || $0.contains("fieldSelector=metadata") })
        #expect(!replay.clusterURLs.contains { $0.contains("n2") || $0.contains("SHOP") })
    }

    @Test("of a node reads its events and the pods that run on it")
    func node() async throws {
        let replay = try Replay("shop")
        _ = await replay.analyze(replay.alert("KubeNodeNotReady", ["node": "labnode"]))
        #expect(replay.transport.urls.contains { $0.contains("/api/v1/pods?fieldSelector=spec.nodeName%3Dlabnode") })
        #expect(replay.transport.urls.contains { $0.contains("/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DNode%2C") })
    }

    @Test("without a cluster is inconclusive, for the reason given")
    func notConfigured() async throws {
        let pipeline = AgentPipeline(cluster: .unavailable(reason: "no kubeconfig was found"))
        let replay = try Replay("shop")
        let response = await pipeline.analyze(AnalyzeRequest(alert: replay.alert("X", Self.labels), threadTs: "1.2"))
        #expect(response.threadTs == "1.2")
        #expect(response.capabilities.k8sCore == .notConfigured)
        #expect(response.capabilities.prometheus == .notConfigured)
        #expect(response.rootCauses.map(\.category) == [.inconclusive])
        #expect(response.analysisQuality == .low)
        #expect(response.warnings.contains { $0.contains("no kubeconfig was found") })
    }
}
