import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What an alert's labels are found to be about.
@Suite struct TargetTests {
    static func index() -> ClusterIndex {
        var snapshot = ClusterSnapshot(now: Timestamp(microseconds: 0))
        snapshot.namespacesRead = ["shop"]
        func metadata(_ name: String, _ kind: String, owner: (String, String)? = nil) -> JSONValue {
            let owners: JSONValue =
                owner.map { [["kind": .string($0.0), "name": .string($0.1), "uid": .string("\($0.0)/\($0.1)"), "controller": true]] } ?? []
            return ["name": .string(name), "namespace": "shop", "uid": .string("\(kind)/\(name)"), "ownerReferences": owners]
        }
        snapshot.deployments = [Deployment(["metadata": metadata("web", "Deployment")])]
        snapshot.replicaSets = [ReplicaSet(["metadata": metadata("web-6d4cf56db6", "ReplicaSet", owner: ("Deployment", "web"))])]
        snapshot.statefulSets = [StatefulSet(["metadata": metadata("db", "StatefulSet")])]
        snapshot.jobs = [Job(["metadata": metadata("backup-29384920", "Job", owner: ("CronJob", "backup"))])]
        snapshot.cronJobs = [CronJob(["metadata": metadata("backup", "CronJob")])]
        snapshot.services = [Service(["metadata": metadata("web-svc", "Service")])]
        snapshot.pods = [Pod(["metadata": metadata("web-6d4cf56db6-abcde", "Pod", owner: ("ReplicaSet", "web-6d4cf56db6"))])]
        snapshot.nodes = [Node(["metadata": ["name": "worker-1"], "status": ["addresses": [["address": "10.0.0.7"]]]])]
        return ClusterIndex(snapshot)
    }

    struct Case: Sendable {
        var labels: [String: String]
        var subject: InvestigationTarget.Subject
    }

    private static func workload(_ kind: String, _ name: String) -> InvestigationTarget.Subject {
        .workload(ObjectReference(kind: kind, namespace: "shop", name: name))
    }

    static let cases: [Case] = [
        Case(labels: ["pod": "web-6d4cf56db6-abcde"], subject: workload("Deployment", "web")),
        Case(labels: ["pod": "web-6d4cf56db6-zzzzz"], subject: workload("Deployment", "web")),
        Case(labels: ["pod": "web-7f9c8d6b5-gone1"], subject: workload("Deployment", "web")),
        Case(labels: ["pod": "db-0"], subject: workload("StatefulSet", "db")),
        Case(labels: ["pod": "kube-state-metrics-1", "job": "kube-state-metrics", "deployment": "web"], subject: workload("Deployment", "web")),
        Case(
            labels: ["statefulset": "db", "job": "kube-state-metrics", "instance": "10.0.0.9:8080", "service": "kube-state-metrics"],
            subject: workload("StatefulSet", "db")),
        Case(labels: ["job_name": "backup-29384920", "job": "kube-state-metrics"], subject: workload("Job", "backup-29384920")),
        Case(labels: ["cronjob": "backup"], subject: .cronJob(ObjectReference(kind: "CronJob", namespace: "shop", name: "backup"))),
        Case(labels: ["service": "web-svc"], subject: .service(ObjectReference(kind: "Service", namespace: "shop", name: "web-svc"))),
        Case(
            labels: ["persistentvolumeclaim": "data", "node": "worker-1"],
            subject: .claim(ObjectReference(kind: "PersistentVolumeClaim", namespace: "shop", name: "data"))),
        Case(
            labels: ["exported_pod": "web-6d4cf56db6-abcde", "pod": "exporter-0", "job": "kube-state-metrics"], subject: workload("Deployment", "web")
        ),
        // An exporter's own labels come last: a consumer group, a proxy's cluster and a mesh's upstream name the target.
        Case(labels: ["consumergroup": "web", "job": "queue-exporter", "service": "queue-exporter"], subject: workload("Deployment", "web")),
        Case(labels: ["queue": "web", "job": "queue-exporter", "service": "db"], subject: workload("Deployment", "web")),
        Case(labels: ["service": "db", "job": "queue-exporter"], subject: workload("StatefulSet", "db")),
        Case(
            labels: ["envoy_cluster_name": "outbound|8080||web-svc.shop.svc.cluster.local"],
            subject: .service(ObjectReference(kind: "Service", namespace: "shop", name: "web-svc"))),
        Case(labels: ["severity": "page", "team": "web"], subject: .namespace("shop")),
    ]

    @Test(arguments: cases) func labelsNameTheTargetAndNotTheExporter(one: Case) {
        let labels = one.labels.merging(["namespace": "shop", "alertname": "T"]) { given, _ in given }
        let target = InvestigationTarget(alert: Alert(status: .firing, labels: labels, startsAt: Timestamp(microseconds: 0)), index: Self.index())
        #expect(target.subject == one.subject)
    }

    @Test(arguments: [["node": "worker-1"], ["job": "node-exporter", "instance": "10.0.0.7:9100"]]) func nodeAlertsNameTheirNode(
        labels: [String: String]
    ) {
        let target = InvestigationTarget(alert: Alert(status: .firing, labels: labels, startsAt: Timestamp(microseconds: 0)), index: Self.index())
        #expect(target.subject == .node("worker-1"))
    }
}
