import AgentDomain
import AgentRules
import Contracts
import FoundationEssentials
import KubernetesModel
import Primitives

/// A recording of `Tests/Recordings` as the snapshot that the agent would have read.
struct RecordedCluster {
    let directory: String
    let namespace: String

    init(_ name: String, file: String = #filePath) {
        let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        directory = "\(tests)/Recordings/\(name)"
        namespace = name
    }

    static let names = ["batch", "calm", "demo", "quota", "rollout", "shop"]

    private func bytes(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(directory)/\(path)").map { [UInt8]($0) }
    }

    private func list<T: Manifest>(_ path: String, namespaced: Bool = true) throws -> [T] {
        let group = path.split(separator: "/").dropLast().joined(separator: "/")
        let resource = path.split(separator: "/").last.map(String.init) ?? ""
        let full = namespaced ? "kubernetes/\(group)/namespaces/\(namespace)/\(resource).json" : "kubernetes/\(path).json"
        guard let body = bytes(full) else { return [] }
        return try ManifestList<T>(parsing: body)?.items ?? []
    }

    func snapshot(alertStart: Timestamp, coreEvents: Bool = true) throws -> ClusterSnapshot {
        let recorded = bytes("recorded_at.txt").map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } }
        let date = recorded.flatMap { Timestamp(rfc3339: $0) }
        var snapshot = ClusterSnapshot(now: date ?? alertStart)
        snapshot.namespacesRead = [namespace]
        snapshot.pods = try list("api/v1/pods")
        snapshot.events = try list(coreEvents ? "api/v1/events" : "apis/events.k8s.io/v1/events")
        snapshot.deployments = try list("apis/apps/v1/deployments")
        snapshot.replicaSets = try list("apis/apps/v1/replicasets")
        snapshot.statefulSets = try list("apis/apps/v1/statefulsets")
        snapshot.daemonSets = try list("apis/apps/v1/daemonsets")
        snapshot.jobs = try list("apis/batch/v1/jobs")
        snapshot.cronJobs = try list("apis/batch/v1/cronjobs")
        snapshot.services = try list("api/v1/services")
        snapshot.endpoints = try list("api/v1/endpoints")
        snapshot.endpointSlices = try list("apis/discovery.k8s.io/v1/endpointslices")
        snapshot.configMaps = try list("api/v1/configmaps")
        snapshot.persistentVolumeClaims = try list("api/v1/persistentvolumeclaims")
        snapshot.resourceQuotas = try list("api/v1/resourcequotas")
        snapshot.limitRanges = try list("api/v1/limitranges")
        snapshot.serviceAccounts = try list("api/v1/serviceaccounts")
        snapshot.nodes = try list("api/v1/nodes", namespaced: false)
        snapshot.persistentVolumes = try list("api/v1/persistentvolumes", namespaced: false)
        snapshot.namespaces = try list("api/v1/namespaces", namespaced: false)
        snapshot.now = ObservationClock.now(serverDate: date, newest: snapshot.newestTimestamp, alertStart: alertStart)
        return snapshot
    }

    /// The snapshot with the logs that the plan asks for, as two rounds would read them.
    func snapshot(for alert: Alert) throws -> ClusterSnapshot {
        var snapshot = try snapshot(alertStart: alert.startsAt)
        let index = ClusterIndex(snapshot)
        let plan = LogPlan(target: InvestigationTarget(alert: alert, index: index), index: index)
        snapshot.logs = plan.requests.map { request in
            let base = "logs/\(request.namespace)/\(request.pod)/\(request.container)\(request.isPrevious ? ".previous" : "")"
            let content: ContainerLog.Content
            if let body = bytes("\(base).log") {
                content = ContainerLog.parse(String(decoding: body, as: UTF8.self))
            } else {
                content = .refused(bytes("\(base).error.txt").map { String(decoding: $0, as: UTF8.self) } ?? "not recorded")
            }
            return ContainerLog(
                namespace: request.namespace, pod: request.pod, container: request.container, isPrevious: request.isPrevious, content: content)
        }
        return snapshot
    }

    private struct Webhook: Decodable {
        var alerts: [Alert]
    }

    /// Every alert of every recorded webhook, in their order.
    func alerts() throws -> [Alert] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/webhooks")) ?? []
        return try files.sorted().flatMap { file in
            try JSONDecoder().decode(Webhook.self, from: FileManager.default.contents(atPath: "\(directory)/webhooks/\(file)") ?? Data()).alerts
        }
    }

    func analyze(_ alert: Alert) throws -> AnalyzeResponse {
        RulesEngine().analyze(AnalyzeRequest(alert: alert), snapshot: try snapshot(for: alert))
    }
}
