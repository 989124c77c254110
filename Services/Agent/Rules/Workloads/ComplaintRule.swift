import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What running containers keep complaining about. A line that came once, or that stopped coming, is history;
/// one that repeats up to now is a symptom, whether the pod calls itself ready or not.
struct ComplaintRule: WorkloadRule {
    private static let freshness = Duration.seconds(300)

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        let dependencies = investigation.graph.dependencies(of: view.workload)
        var best: [LogMechanism: (fact: LogFact, pod: Pod)] = [:]
        for pod in view.pods {
            for status in pod.status.containers where status.state.isRunning {
                for log in investigation.index.logs(of: pod, container: status.name) where !log.isPrevious {
                    var facts = investigation.scanner.facts(in: log)
                    let callers = CallerComplaint(facts: facts, dependencies: dependencies)
                    if status.isReady { facts.removeAll { callers.covers($0, in: investigation) } }
                    if !Self.hasVolume(pod, container: status.name) { facts.removeAll { $0.mechanism == .volumeLost } }
                    for fact in Self.summed(facts) where isOngoing(fact, in: log, status: status, investigation) {
                        if best[fact.mechanism].map({ $0.fact.count < fact.count }) ?? true { best[fact.mechanism] = (fact, pod) }
                    }
                }
            }
        }
        // What names a reason says more than errors that name none.
        let known = best.filter { $0.key != .crash }
        return (known.isEmpty ? best : known).values.sorted { ($0.fact.mechanism.weight, $0.fact.line) > ($1.fact.mechanism.weight, $1.fact.line) }
            .prefix(3).map { entry in
                let complaint = Complaint(
                    fact: entry.fact, object: view.object(container: entry.fact.container), view: view, dependencies: dependencies)
                var finding = complaint.finding(evidence: [investigation.cite(entry.fact)], investigation: &investigation)
                finding.confidence -= 0.08
                if entry.fact.mechanism == .crash, PodHealth(entry.pod).isReady {
                    finding.title = "Container \(entry.fact.container) keeps reporting errors"
                    finding.confidence = 0.55
                }
                // It lives on: what it runs short of has not killed it.
                if entry.fact.mechanism == .outOfMemory, !entry.fact.line.mentions("kill") { finding.category = .memoryPressure }
                if let node = NodeRule.shortOfProcesses(under: entry.pod, facts: [entry.fact], investigation: &investigation) {
                    var fault = node
                    fault.evidence = finding.evidence + fault.evidence
                    return fault
                }
                // A full disk that is no volume's is the node's.
                if entry.fact.mechanism == .diskFull, let node = NodeRule.shortOfDisk(under: entry.pod, investigation: &investigation) {
                    var fault = node
                    fault.evidence = finding.evidence + fault.evidence
                    return fault
                }
                return finding
            }
    }

    /// Whether the container mounts what can go away under it. What the kubelet writes itself can't.
    private static func hasVolume(_ pod: Pod, container: String) -> Bool {
        let mounts = Set(pod.spec.container(named: container)?.volumeMounts.map(\.name) ?? [])
        return pod.spec.volumes.contains { volume in
            guard mounts.contains(volume.name) else { return false }
            return switch volume.source {
            case .configMap, .secret, .projected, .emptyDir: false
            case .persistentVolumeClaim, .hostPath, .ephemeralClaim, .csi, .nfs, .other: true
            }
        }
    }

    /// One fact a mechanism: lines that say the same of changing requests count together, and the newest speaks for them.
    private static func summed(_ facts: [LogFact]) -> [LogFact] {
        var sums: [LogMechanism: LogFact] = [:]
        for fact in facts where !fact.isInformational && !fact.isOvercome {
            guard var known = sums[fact.mechanism] else {
                sums[fact.mechanism] = fact
                continue
            }
            let count = known.count + fact.count
            let first = [known.firstSeen, fact.firstSeen].compactMap(\.self).min()
            if fact.distanceFromEnd < known.distanceFromEnd { known = fact }
            known.count = count
            known.firstSeen = first
            sums[fact.mechanism] = known
        }
        return Array(sums.values)
    }

    private func isOngoing(_ fact: LogFact, in log: ContainerLog, status: ContainerStatus, _ investigation: Investigation) -> Bool {
        guard !fact.isInformational else { return false }
        let isFresh = fact.lastSeen.map { investigation.now - $0 < Self.freshness } ?? true
        guard fact.mechanism != .crash else {
            return fact.count >= 3
                && (!status.isReady
                    || isFresh && Self.isUnderlying(fact, investigation)
                        && ErrorOnset(fact, in: log, of: status, time: investigation.time) == .withAlert)
        }
        // An alert that an application's own metrics raised is about what its requests meet, and not about pods: fewer lines will do.
        let isAsked =
            fact.mechanism.weight >= 5 && fact.distanceFromEnd <= 12
            && investigation.alertMentions("error", "fail", "latency", "unavailable", "slow", "5xx", "backlog", "stopped", "down$", "growing")
        let enough = investigation.isAboutPodState ? 3 : isAsked ? 1 : 2
        // One line is enough from a container that isn't ready: some programs complain once and wait.
        return isFresh && (fact.count >= enough || !status.isReady) || !status.isReady && fact.distanceFromEnd <= 3
    }

    /// Errors that a ready container of a workload goes on to write while an alert is about what requests meet, and of which nobody can tell whether
    /// they began with it: no cause, and no good health either.
    static func unplaced(_ workload: ObjectReference, _ investigation: Investigation) -> LogFact? {
        guard let workload = investigation.index.workload(workload) else { return nil }
        for pod in investigation.index.pods(of: workload) {
            for status in pod.status.containers where status.state.isRunning {
                for log in investigation.index.logs(of: pod, container: status.name) where !log.isPrevious {
                    let found = summed(investigation.scanner.facts(in: log)).first { fact in
                        fact.mechanism == .crash && fact.count >= 3 && isUnderlying(fact, investigation)
                            && ErrorOnset(fact, in: log, of: status, time: investigation.time) == .unknown
                    }
                    if let found { return found }
                }
            }
        }
        return nil
    }

    /// Whether errors that name no reason may belong to the alert, if they began with it: it is about what requests meet. A program that has always
    /// written them is used to them.
    private static func isUnderlying(_ fact: LogFact, _ investigation: Investigation) -> Bool {
        investigation.isAboutRequests && (LogSeverity(of: fact.line) >= .error || isException(fact.line))
    }

    /// The line that ends a stack trace or heads it: `AttributeError: 'NoneType' …`, `java.lang.NullPointerException: …`. Such lines name no level.
    private static func isException(_ line: String) -> Bool {
        guard !line.hasPrefix("    "), !line.hasPrefix("\t") else { return false }
        let name = line.prefix { $0 != ":" && $0 != " " && $0 != "(" }
        return name.hasSuffix("Error") || name.hasSuffix("Exception") || line.hasPrefix("Traceback (most recent call last)")
            || line.hasPrefix("panic:")
    }
}
