import AgentDomain
import Contracts
import KubernetesModel
import Masking
import Primitives

/// What every rule works with: the cluster as it was read, the alert, and the book that facts are cited in.
struct Investigation {
    let index: ClusterIndex
    let graph: DependencyGraph
    let alert: Alert
    let target: InvestigationTarget
    let words: AlertWords
    let scanner = LogScanner()
    let masking: MaskingSession
    var evidence: EvidenceBook

    init(index: ClusterIndex, alert: Alert, target: InvestigationTarget, masking: MaskingSession) {
        self.index = index
        self.alert = alert
        words = AlertWords(alert)
        self.target = target
        self.masking = masking
        evidence = EvidenceBook(masking: masking)
        graph = DependencyGraph(index)
    }

    var now: Timestamp { index.snapshot.now }

    var time: AlertTime { AlertTime(startsAt: alert.startsAt, now: now, pending: index.snapshot.alertPending) }
}

extension Investigation {
    static let memory = AlertTime.memory

    /// Whether something that happened at a time belongs to the alert's episode.
    func isRecent(_ time: Timestamp?) -> Bool { time.map(self.time.isRecent) ?? false }

    /// Whether a state that lasts began with the alert, or since; false where nobody knows when it began.
    func beganWithAlert(_ time: Timestamp?) -> Bool { time.map(self.time.includesBeginning) ?? false }

    /// When an object was last written, if that was in the alert's time. What is wrong about an older one may have come about elsewhere, at a time
    /// that nobody knows.
    func rewritten(_ metadata: ObjectMeta) -> Timestamp? {
        guard let at = metadata.changedAt ?? metadata.creationTimestamp, beganWithAlert(at) else { return nil }
        return at
    }

    /// Dates what is wrong with an object's own specification, where nothing says it better.
    func dated(_ finding: Finding?, by metadata: ObjectMeta) -> Finding? {
        guard var finding else { return nil }
        finding.since = finding.since ?? rewritten(metadata)
        return finding
    }
}

extension Investigation {
    /// Whether the alert speaks of what the API server knows of pods and their controllers, and not of what an application measured.
    var isAboutPodState: Bool {
        alert.labels["job"]?.contains("kube-state-metrics") == true
            || ["KubePod", "KubeContainer", "KubeDeployment", "KubeStatefulSet", "KubeDaemonSet"].contains { alert.name.hasPrefix($0) }
    }

    /// Whether the alert is about what requests meet: their errors, their lateness, their backlog.
    var isAboutRequests: Bool {
        !isAboutPodState
            && alertMentions(
                "error", "fail", "latency", "unavailable", "slow", "5xx", "backlog", "stopped", "down$", "growing",
                "slo", "burn", "availab",
                "success", "request", "timeout", "exception", "panic", "probe", "lag", "queue", "p99", "p95", "duration", "apdex", "timed out")
    }

    /// Whether a firing alert's own name or text speaks of something.
    func alertMentions(_ phrases: String...) -> Bool { words.mention(any: phrases) }

    func alertMentions(any phrases: [String]) -> Bool { words.mention(any: phrases) }
}

extension Investigation {
    /// What the alert says, in one line.
    var alertText: String {
        [alert.name, alert.annotations["description"] ?? alert.annotations["summary"] ?? alert.annotations["message"]].compactMap(\.self)
            .joined(separator: ": ")
    }

    /// The alert itself, as the measurement that it is.
    mutating func citeAlert(of object: ObjectReference) -> EvidenceID {
        evidence.cite(source: "alert", query: alert.generatorURL ?? alert.name, object: object, at: alert.startsAt, text: alertText)
    }
}

// MARK: Citing

extension Investigation {
    mutating func cite(_ event: Event) -> EvidenceID {
        let object = ObjectReference(
            kind: event.object.kind, namespace: event.object.namespace ?? event.namespace, name: event.object.name, container: event.object.container)
        let count = event.count > 1 ? " ×\(event.count)" : ""
        return evidence.cite(
            source: "kubernetes", query: ResourcePath.events(of: object), object: object, at: event.lastSeen,
            text: "Event \(event.reason)\(count): \(event.message)")
    }

    mutating func cite(_ condition: Condition, of object: ObjectReference) -> EvidenceID {
        let said = [condition.reason, condition.message].compactMap(\.self).joined(separator: ": ")
        return evidence.cite(
            source: "kubernetes", query: ResourcePath.of(object), object: object, at: condition.lastTransitionTime,
            text: "status.conditions[\(condition.type)] is \(condition.status)" + (said.isEmpty ? "" : " (\(said))"))
    }

    /// - Parameter path: the field as a person would write it: `spec.containers[db].resources.limits.memory`.
    mutating func cite(_ path: String, _ value: String, of object: ObjectReference, at time: Timestamp? = nil) -> EvidenceID {
        evidence.cite(
            source: "kubernetes", query: ResourcePath.of(object), object: object, at: time ?? now,
            text: "\(object.kind) \(object.name) \(path): \(value)")
    }

    mutating func cite(_ status: ContainerStatus, of pod: Pod) -> EvidenceID {
        var object = index.reference(to: pod)
        object.container = status.name
        return evidence.cite(
            source: "kubernetes", query: ResourcePath.of(object), object: object,
            at: status.state.termination?.finishedAt ?? status.lastState.termination?.finishedAt ?? now,
            text: "Container \(status.name): \(Self.describe(status))")
    }

    mutating func cite(_ fact: LogFact) -> EvidenceID {
        let object = ObjectReference(kind: Pod.kind, namespace: fact.namespace, name: fact.pod, container: fact.container)
        let count = fact.count > 1 ? " (×\(fact.count))" : ""
        return evidence.cite(
            source: "logs",
            query: ResourcePath.log(namespace: fact.namespace, pod: fact.pod, container: fact.container, isPrevious: fact.isPrevious),
            object: object, at: fact.lastSeen, text: fact.line + count)
    }

    mutating func cite(_ change: Change) -> EvidenceID {
        evidence.cite(
            source: "kubernetes",
            query: change.field.hasPrefix("spec.template")
                ? ResourcePath.list(
                    kind: change.object.kind == Deployment.kind ? ReplicaSet.kind : ControllerRevision.kind, namespace: change.object.namespace)
                : ResourcePath.of(change.object), object: change.object, at: change.at, text: change.summary)
    }

    /// A container's state in one line, as `kubectl describe` would give it.
    static func describe(_ status: ContainerStatus) -> String {
        func describe(_ state: ContainerState) -> String? {
            switch state {
            case .waiting(let reason, let message):
                return "waiting (\([reason, message].compactMap(\.self).joined(separator: ": ")))"
            case .running(let since):
                return "running" + (since.map { " since \($0)" } ?? "")
            case .terminated(let end):
                let said = [end.reason, "exit code \(end.exitCode)", end.message].compactMap(\.self).joined(separator: ", ")
                return "terminated (\(said))" + (end.finishedAt.map { " at \($0)" } ?? "")
            case .unknown:
                return nil
            }
        }
        let parts = [
            describe(status.state).map { "state \($0)" }, describe(status.lastState).map { "last state \($0)" },
            "restart count \(status.restartCount)", status.isReady ? "ready" : "not ready",
        ]
        return parts.compactMap(\.self).joined(separator: "; ")
    }
}
