import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Containers that end when they shouldn't: by the kernel's memory killer, by a failing probe, or by themselves, as their log explains.
///
/// Exit code 137 is memory only where the reason says so or memory speaks for it: a failing liveness probe ends in 137 with reason `Error`.
///
/// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-state-terminated and pkg/kubelet/kuberuntime/kuberuntime_container.go
/// in kubernetes/kubernetes.
struct CrashRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        var found: [Finding] = []
        var seen: Set<String> = []
        for pod in view.pods {
            for status in pod.status.containers where !seen.contains(status.name) {
                let container = pod.spec.container(named: status.name)
                let role = container?.role ?? .main
                guard role != .ephemeral, case .crashing(let end) = ContainerTrouble(status, role: role, pod: pod, investigation: investigation)
                else {
                    continue
                }
                guard !["StartError", "ContainerCannotRun"].contains(end.reason) else { continue }
                seen.insert(status.name)
                let run = CrashedRun(pod: pod, status: status, container: container, role: role, end: end, view: view)
                let finding = run.finding(&investigation)
                // Where the node itself is out of memory, the kernel takes whom it finds.
                if finding.category == .oomKilled, let node = NodeRule.outOfMemory(under: pod, investigation: &investigation) {
                    var fault = node
                    fault.evidence += finding.evidence
                    found.append(fault)
                    continue
                }
                // A kill that a long growth led to is its end and not its cause.
                if finding.category == .oomKilled, let leak = run.leak(behind: finding, &investigation) { found.append(leak) }
                found.append(finding)
            }
        }
        return found
    }
}

/// One container's crash, with what is known about the run that ended.
struct CrashedRun {
    let pod: Pod
    let status: ContainerStatus
    let container: Container?
    let role: Container.Role
    let end: ContainerState.Termination
    let view: WorkloadView

    private var object: ObjectReference { view.object(container: status.name) }

    func finding(_ investigation: inout Investigation) -> Finding {
        let state = investigation.cite(status, of: pod)
        if end.reason == "OOMKilled" { return outOfMemory(state, sure: true, &investigation) }
        let events = investigation.index.events(of: pod).filter { $0.object.container == nil || $0.object.container == status.name }
        if let probe = ProbeRule.killing(self, events: events, state: state, investigation: &investigation) { return probe }
        let facts = LastRun.facts(of: pod, container: status.name, isRunning: status.state.isRunning, investigation: investigation)
        if end.exitCode == 137, isNearLimit(investigation) || isKilledByKernel(investigation) {
            return outOfMemory(state, sure: false, &investigation)
        }
        if let fact = facts.decisive, fact.mechanism != .crash || fact.distanceFromEnd < 40 {
            return explained(by: fact, others: facts, state: state, &investigation)
        }
        return unexplained(state, &investigation)
    }

    // MARK: Memory

    private func outOfMemory(_ state: EvidenceID, sure: Bool, _ investigation: inout Investigation) -> Finding {
        let limit = container?.limits["memory"]
        var evidence = [state]
        if let limit {
            evidence.append(
                investigation.cite(
                    "spec.containers[\(status.name)].resources.limits.memory", limit.description, of: investigation.index.reference(to: pod)))
        }
        if let event = investigation.index.events(of: pod).first(where: { $0.reason == "BackOff" && $0.object.container == status.name }) {
            evidence.append(investigation.cite(event))
        }
        let restarts = status.restartCount > 0 ? " It was restarted \(status.restartCount) times." : ""
        let bound = limit.map { "its memory limit of \($0)" } ?? "the node's memory (it has no limit)"
        return Finding(
            .oomKilled, object, title: "\(role == .initial ? "Init container" : "Container") \(status.name) is OOMKilled",
            explanation: "The kernel killed container \(status.name) of \(view.reference) when it exceeded \(bound).\(restarts)",
            confidence: sure ? 0.97 : 0.7, evidence: evidence, since: end.finishedAt,
            details: ["limit": limit?.description ?? "", "container": status.name])
    }

    /// Memory that was watched growing, by the metrics or by the program's own log, until the kernel ended it.
    func leak(behind kill: Finding, _ investigation: inout Investigation) -> Finding? {
        let reference = investigation.index.reference(to: pod)
        let measured = investigation.index.snapshot.measurements.of(.memoryWorkingSet, reference)
            .first { $0.object.container == status.name && PressureRule.isLeak($0) }
        let logged = LastRun.logs(of: pod, container: status.name, isRunning: status.state.isRunning, investigation: investigation)
            .lazy.compactMap { GrowthInLog($0) }.first { $0.span >= .seconds(60) }
        var evidence: [EvidenceID] = []
        if let measured { evidence.append(investigation.cite(measured)) }
        if let logged { evidence += [investigation.cite(logged.last), investigation.cite(logged.first)] }
        guard !evidence.isEmpty else { return nil }
        return Finding(
            .memoryLeak, object,
            title:
                "The memory of container \(status.name) grows until \(kill.details["runtime"] == nil ? "the kernel kills it" : "its runtime gives up")",
            explanation: "What container \(status.name) of \(view.reference) holds grows steadily from its start to its end. \(kill.explanation)",
            confidence: measured == nil ? 0.8 : 0.9, evidence: evidence + kill.evidence, since: kill.since, details: kill.details)
    }

    /// Whether metrics show memory at the limit shortly before the end.
    private func isNearLimit(_ investigation: Investigation) -> Bool {
        guard let limit = container?.limits["memory"] else { return false }
        return investigation.index.snapshot.measurements.of(.memoryWorkingSet, investigation.index.reference(to: pod)).contains { measurement in
            measurement.object.container == status.name && measurement.peak > limit.value * 0.92
        }
    }

    /// Whether the node says that it ran out of memory and killed something at that time.
    private func isKilledByKernel(_ investigation: Investigation) -> Bool {
        guard let node = pod.spec.nodeName, let finished = end.finishedAt else { return false }
        let object = ObjectReference(kind: Node.kind, namespace: nil, name: node)
        return investigation.index.events(of: object, uid: nil).contains { event in
            ["SystemOOM", "OOMKilling"].contains(event.reason)
                && event.lastSeen.map { $0 > finished - .seconds(120) && $0 < finished + .seconds(120) } ?? false
        }
    }

    // MARK: The log's word

    private func explained(by fact: LogFact, others: [LogFact], state: EvidenceID, _ investigation: inout Investigation) -> Finding {
        var fact = fact
        // A shell's 126: the file is there and may not be executed.
        if end.exitCode == 126, fact.mechanism == .permissionDenied { fact.mechanism = .commandNotFound }
        // A program of the image's that was found and imports what isn't there: Python's trace shows its file.
        if fact.mechanism == .commandNotFound, fact.line.mentions("modulenotfounderror", "importerror"),
            LastRun.logs(of: pod, container: status.name, isRunning: status.state.isRunning, investigation: investigation)
                .contains(where: { $0.lines.contains { $0.text.mentions("file \"/") } })
        {
            fact.mechanism = .crash
        }
        var evidence = [investigation.cite(fact), state]
        // What stands beside it in the log: the headline of a panic, the first of several errors.
        for other in others.filter({ $0.line != fact.line && !$0.isInformational && !$0.isOvercome }).sorted(by: {
            $0.mechanism.weight > $1.mechanism.weight
        })
        .prefix(2) {
            evidence.append(investigation.cite(other))
        }
        if [.crash, .segmentationFault, .invalidConfiguration].contains(fact.mechanism) {
            let lines =
                LastRun.logs(of: pod, container: status.name, isRunning: status.state.isRunning, investigation: investigation).first?.lines ?? []
            let position = lines.lastIndex { $0.text == fact.line }
            for line in lines[(position.map { $0 + 1 } ?? lines.endIndex)...].prefix(2) {
                var next = fact
                (next.line, next.count) = (String(line.text.prefix(300)), 1)
                evidence.append(investigation.cite(next))
            }
        }
        if let pressure = NodeRule.shortOfProcesses(under: pod, facts: others + [fact], investigation: &investigation) {
            var node = pressure
            node.evidence = evidence + node.evidence
            return node
        }
        let dependencies = investigation.graph.dependencies(of: view.workload)
        let complaint = Complaint(fact: fact, object: object, view: view, dependencies: dependencies)
        var finding = complaint.finding(evidence: evidence, investigation: &investigation)
        if fact.mechanism == .diskFull, let node = NodeRule.shortOfDisk(under: pod, investigation: &investigation) {
            var fault = node
            fault.evidence = evidence + fault.evidence
            return fault
        }
        finding.since = end.finishedAt
        finding.explanation =
            "Container \(status.name) of \(view.reference) ends with exit code \(end.exitCode), and its log says why: "
            + "\(investigation.evidence.text(of: evidence[0]))"
        if role == .initial, [.crash, .missingFile, .invalidConfiguration, .commandNotFound, .segmentationFault].contains(fact.mechanism) {
            finding.category = .initContainerFailed
            finding.title = "Init container \(status.name) fails"
        } else if view.reference.kind == Job.kind, fact.mechanism == .crash {
            finding.category = .jobFailed
            finding.title = "Job \(view.workload.name) fails"
        }
        return finding
    }

    private func unexplained(_ state: EvidenceID, _ investigation: inout Investigation) -> Finding {
        var evidence = [state]
        if let hook = investigation.index.events(of: pod).first(where: { $0.reason == "FailedPostStartHook" }) {
            return Finding(
                .badCommand, object, title: "The postStart hook of container \(status.name) fails",
                explanation:
                    "The kubelet kills container \(status.name) of \(view.reference) because its postStart hook (PostStartHookError) fails: \(hook.message)",
                confidence: 0.9, evidence: [investigation.cite(hook), state], since: hook.firstSeen)
        }
        let lines = LastRun.lines(of: pod, container: status.name, isRunning: status.state.isRunning, investigation: investigation)
        if let last = lines.last { evidence.append(investigation.cite(last)) }
        let (category, title, confidence): (CauseCategory, String, Double) =
            switch end.exitCode {
            case 0 where view.reference.kind != Job.kind: (.badCommand, "Container \(status.name) finishes instead of running on", 0.55)
            case 126: (.badCommand, "The command of container \(status.name) can't be executed", 0.85)
            case 127: (.badCommand, "The command of container \(status.name) does not exist", 0.85)
            case _ where view.reference.kind == Job.kind && ![126, 127].contains(end.exitCode):
                (.jobFailed, "Job \(view.workload.name) fails with exit code \(end.exitCode)", 0.8)
            case 139: (.applicationCrash, "Container \(status.name) crashes with a segmentation fault", 0.85)
            case 134: (.applicationCrash, "Container \(status.name) aborts", 0.8)
            case 137: (.applicationCrash, "Container \(status.name) is killed from outside", 0.5)
            default:
                role == .initial
                    ? (.initContainerFailed, "Init container \(status.name) fails with exit code \(end.exitCode)", 0.8)
                    : (.applicationCrash, "Container \(status.name) crashes with exit code \(end.exitCode)", lines.isEmpty ? 0.6 : 0.75)
            }
        return Finding(
            category, object, role: .symptom, title: title,
            explanation: "Container \(status.name) of \(view.reference) ended with exit code \(end.exitCode)"
                + (end.reason.map { " (\($0))" } ?? "") + ", was restarted \(status.restartCount) times, and its log names no known reason.",
            confidence: confidence, evidence: evidence, since: end.finishedAt)
    }
}

/// The log of the run that ended: the plain one while the container waits or has ended, the previous one while it runs again.
/// `previous` may fail where the plain one holds the crash, and the other way round.
enum LastRun {
    static func logs(of pod: Pod, container: String, isRunning: Bool, investigation: Investigation) -> [ContainerLog] {
        let logs = investigation.index.logs(of: pod, container: container)
        let preferred = logs.filter { $0.isPrevious == isRunning && !$0.lines.isEmpty }
        return preferred.isEmpty ? logs.filter { !$0.lines.isEmpty } : preferred
    }

    static func facts(of pod: Pod, container: String, isRunning: Bool, investigation: Investigation) -> [LogFact] {
        logs(of: pod, container: container, isRunning: isRunning, investigation: investigation).flatMap { investigation.scanner.facts(in: $0) }
    }

    /// The last lines, as facts, for where nothing in them is known.
    static func lines(of pod: Pod, container: String, isRunning: Bool, investigation: Investigation) -> [LogFact] {
        logs(of: pod, container: container, isRunning: isRunning, investigation: investigation).prefix(1).flatMap { log in
            log.lines.suffix(1).map { line in
                LogFact(
                    namespace: log.namespace, pod: log.pod, container: log.container, isPrevious: log.isPrevious, mechanism: .crash,
                    line: String(line.text.prefix(400)), count: 1, firstSeen: line.time, lastSeen: line.time, distanceFromEnd: 0)
            }
        }
    }
}
