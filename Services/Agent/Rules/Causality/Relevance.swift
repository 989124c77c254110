import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Whether what is found beside a target that is well itself has to do with the alert.
///
/// Clusters are full of standing conditions: an autoscaler at its maximum for weeks, a suspended CronJob, a quota of nothing that forbids load
/// balancers. One of them is the cause of an alert only if it began in the alert's time, or if the alert speaks of such things. All others are
/// worth a note.
extension Investigation {
    func concerns(_ finding: Finding) -> Bool {
        beganWithAlert(finding.since) || names(finding.object) || alertMentions(any: finding.category.topics)
            || alert.status == .firing && (finding.isExhaustion || finding.category.isAboutLoad && alert.isAboutPerformance)
    }

    /// Whether the alert names an object other than its target, by a label or by a word of its text.
    func names(_ object: ObjectReference) -> Bool {
        let own = [target.labels.namespace, target.workload?.name, target.labels.node].compactMap(\.self)
        guard !own.contains(object.name) else { return false }
        if alert.labels.contains(where: { $0.value == object.name }) { return true }
        if words.name(object.name) { return true }
        // People shorten: `orders-db-0` is "the orders database". What many names share says nothing.
        let distinctive = object.name.split(separator: "-").map(String.init).filter { word in
            word.utf8.count >= 4 && !Self.commonWords.contains(word) && !own.contains { $0.mentions(word) }
        }
        return !distinctive.isEmpty && distinctive.allSatisfy { alertMentions("\($0)$") }
    }

    private static let commonWords: Set<String> = [
        "data", "main", "default", "prod", "production", "staging", "test", "service", "server", "node", "pool", "cluster", "http", "https", "grpc",
        "metrics", "internal", "external", "public", "private", "storage", "volume", "ingress", "gateway", "config", "secret", "web",
    ]
}

extension Finding {
    /// Nothing is left: that harms whoever needs it, however long it has been so.
    fileprivate var isExhaustion: Bool { category == .diskFull && details["left"] == "nothing" }
}

extension CauseCategory {
    /// What alerts that are about such a cause speak of.
    fileprivate var topics: [String] {
        switch self {
        case .hpaAtMaximum, .hpaMetricsUnavailable: ["hpa", "scal", "autoscal", "replica", "backlog", "queue", "lag"]
        case .quotaCPUExceeded, .quotaMemoryExceeded: ["quota"]
        case .quotaPodsExceeded: ["quota", "replica", "pods"]
        case .quotaServicesExceeded: ["quota", "address", "loadbalancer", "load balancer", "service$"]
        case .quotaStorageExceeded: ["quota", "volume", "storage", "claim"]
        case .cronjobSuspended, .cronjobScheduleInvalid: ["cron", "schedule", "suspend"]
        case .diskFull: ["disk", "volume", "space$", "storage", "fill", "inode", "claim$", "filesystem", "persistent"]
        case .nodeCordoned: ["cordon", "schedul", "unschedul", "drain", "maintenance"]
        case .kubeletUnavailable, .nodeNotReady, .containerRuntimeUnavailable, .nodeNetworkUnavailable: ["node$", "kubelet"]
        case .nodeMemoryPressure: ["memory", "oom", "evict", "pressure"]
        case .nodeDiskPressure: ["disk", "filesystem", "space$", "storage", "inode", "evict", "pressure"]
        case .nodePIDPressure: ["pid", "process", "thread", "pressure"]
        case .tlsSecretMissing: ["tls", "ssl", "cert$", "certificate", "secret"] + Self.unreachable
        case .serviceSelectorMismatch, .serviceWithoutEndpoints: ["endpoint", "selector"]
        case .servicePortMismatch, .serviceProtocolMismatch, .ingressBackendMissing, .ingressClassMissing, .gatewayMisroute:
            ["service$", "endpoint", "ingress", "route", "gateway"] + Self.unreachable
        default: []
        }
    }

    /// How the clients of something put it that nothing leads to it.
    private static let unreachable = [
        "unreachable", "reach", "unavailable", "availability", "down$", "absent", "refused", "error", "fail", "5xx", "4xx", "404", "502", "503",
        "504", "timeout", "probe", "traffic", "request", "connect",
    ]

    /// What people leave so on purpose, for weeks: it casts no doubt on what is well.
    var isOftenMeant: Bool {
        isLackOfPods || [.nodeCordoned, .cronjobSuspended, .quotaServicesExceeded].contains(self)
    }

    fileprivate var isAboutLoad: Bool {
        [.hpaAtMaximum, .hpaMetricsUnavailable].contains(self)
    }
}

extension Investigation {
    /// By how much of its bound a level may move and still be what it always was.
    private static let drift = 0.05

    /// Whether nothing says that a level is another than in the hour before the alert, which is about something else.
    func isUsual(_ measurement: Measurement) -> Bool {
        guard !alert.isAboutPerformance || alert.status != .firing, !alertMentions("memory", "cpu", "throttl", "oom") else { return false }
        guard let before = measurement.before else { return !measurement.isNew }
        let span = max(measurement.bound ?? 0, before, measurement.value)
        return measurement.value - before <= span * Self.drift && !beganWithAlert(measurement.changedAt)
    }
}
