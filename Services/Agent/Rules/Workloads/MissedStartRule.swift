import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// CronJobs whose time came and no Job: the run before still goes on and may not be overlapped, the deadline for starting is too tight,
/// or nobody looked at them in time.
///
/// `TooManyMissedTimes` tells of more than a hundred missed starts, after which the controller goes on with the latest; it says nothing against the
/// schedule. The controller looks at most every ten seconds, so that a shorter `startingDeadlineSeconds` may never be met.
/// Source: pkg/controller/cronjob/cronjob_controllerv2.go in kubernetes/kubernetes and
/// https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
enum MissedStartRule {
    private static let shortestDeadline = 10
    /// Past the time that a run was due.
    private static let patience = Duration.seconds(600)

    /// A run that is still active and forbids the next; nil where runs may overlap or none is active.
    static func blocking(_ cronJob: CronJob, _ index: ClusterIndex) -> Job? {
        guard cronJob.concurrencyPolicy == "Forbid" else { return nil }
        return index.snapshot.jobs
            .filter { $0.metadata.controller?.uid == cronJob.metadata.uid && !$0.isComplete && $0.failure == nil && !$0.isSuspended }
            .min { ($0.startTime ?? .goZero, $0.name) < ($1.startTime ?? .goZero, $1.name) }
    }

    static func refusal(_ cronJob: CronJob, _ investigation: Investigation) -> Event? {
        investigation.index.events(of: cronJob).first { $0.reason == "JobAlreadyActive" && isCurrent($0, of: cronJob, investigation) }
    }

    /// Runs that were missed, where no run of the CronJob's own is to blame.
    static func fault(of cronJob: CronJob, investigation: inout Investigation) -> Finding? {
        let object = investigation.index.reference(to: cronJob)
        if let job = blocking(cronJob, investigation.index), let started = job.startTime, isOverdue(cronJob, at: investigation.now) {
            let run = investigation.index.reference(to: job)
            var evidence = [
                investigation.cite("spec.concurrencyPolicy", "Forbid", of: object),
                investigation.cite("status.startTime", "\(started), still active", of: run),
            ]
            if let event = refusal(cronJob, investigation) { evidence.insert(investigation.cite(event), at: 0) }
            return Finding(
                .jobFailed, run, role: .symptom, title: "Run \(job.name) of CronJob \(cronJob.name) doesn't end, and forbids the next",
                explanation: "CronJob \(cronJob.name) starts no run while \(run), which began at \(started), is active (concurrencyPolicy Forbid).",
                confidence: 0.7, evidence: evidence, since: started)
        }
        let missed = investigation.index.events(of: cronJob).first { event in
            ["MissSchedule", "TooManyMissedTimes", "FailedNeedsStart"].contains(event.reason) && isCurrent(event, of: cronJob, investigation)
        }
        guard missed != nil || isOverdue(cronJob, at: investigation.now) else { return nil }
        var evidence: [EvidenceID] = []
        if let missed { evidence.append(investigation.cite(missed)) }
        let last = cronJob.lastScheduleTime.map(\.description) ?? "none"
        evidence.append(investigation.cite("status.lastScheduleTime", "\(last), schedule \(cronJob.schedule)", of: object))
        let words = missed.map { "Its controller says: \($0.message)" } ?? "It should have run since."
        if let deadline = cronJob.startingDeadlineSeconds, deadline < shortestDeadline {
            return Finding(
                .cronjobScheduleInvalid, object,
                title: "CronJob \(cronJob.name) may start only within \(deadline) s, which its controller can't keep",
                explanation: "CronJob \(cronJob.name) was last scheduled at \(last). \(words) Its controller looks every ten seconds.",
                confidence: 0.8, evidence: evidence + [investigation.cite("spec.startingDeadlineSeconds", String(deadline), of: object)],
                since: cronJob.lastScheduleTime)
        }
        if var fault = ControlPlaneRule.fault(of: .controllerManager, investigation: &investigation) {
            fault.evidence += evidence
            fault.explanation += " CronJob \(cronJob.name) was last scheduled at \(last)."
            return fault
        }
        return Finding(
            .controlPlaneUnhealthy, object, role: .symptom, title: "CronJob \(cronJob.name) missed its starts",
            explanation:
                "CronJob \(cronJob.name) was last scheduled at \(last). \(words) The controller manager was away, late, or its clock is off.",
            confidence: 0.55, evidence: evidence, since: cronJob.lastScheduleTime)
    }

    /// Events of missed starts are history once a run was scheduled after them.
    private static func isCurrent(_ event: Event, of cronJob: CronJob, _ investigation: Investigation) -> Bool {
        guard investigation.isRecent(event.lastSeen) else { return false }
        guard let last = cronJob.lastScheduleTime, let seen = event.lastSeen else { return true }
        return last <= seen
    }

    /// Whether a run was due some time ago. One that was changed lately (resumed, rescheduled) waits for its next time.
    private static func isOverdue(_ cronJob: CronJob, at now: Timestamp) -> Bool {
        guard !cronJob.isSuspended, let gap = CronSchedule.longestGap(cronJob.schedule),
            let since = cronJob.lastScheduleTime ?? cronJob.metadata.creationTimestamp
        else { return false }
        let latest = max(since, cronJob.metadata.changedAt ?? since)
        return now - latest > gap + patience
    }
}

extension CronSchedule {
    /// The longest time between two runs, rounded up to what the coarsest field with a choice repeats after; nil where it can't be told.
    static func longestGap(_ text: String) -> Duration? {
        switch text {
        case "@hourly": return .seconds(3600)
        case "@daily", "@midnight": return .seconds(86_400)
        default: break
        }
        if text.hasPrefix("@every ") { return interval(text.dropFirst(7)) }
        guard isValid(text), !text.hasPrefix("@") else { return nil }
        var fields = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        if fields.count == 6 { fields.removeFirst() }
        let isEvery = { (field: String) in field == "*" || field == "?" }
        // Days and months that are picked: too far apart to be told without a calendar.
        guard fields.count == 5, isEvery(fields[2]), isEvery(fields[3]), isEvery(fields[4]) else { return nil }
        if isEvery(fields[1]) { return .seconds(60 * Int64(step(fields[0], of: 60))) }
        return .seconds(3600 * Int64(step(fields[1], of: 24)))
    }

    /// `*/5` repeats after 5, anything else after the whole.
    private static func step(_ field: String, of whole: Int) -> Int {
        if field == "*" { return 1 }
        let parts = field.split(separator: "/")
        if parts.count == 2, parts[0] == "*", let step = Int(parts[1]), step > 0 { return min(step, whole) }
        return whole
    }

    private static let units: [Character: Int] = ["h": 3600, "m": 60, "s": 1]

    /// A year in seconds: nothing that is written by mistake shall overflow.
    private static let longestInterval = 366 * 86_400

    /// `1h30m`
    private static func interval(_ text: Substring) -> Duration? {
        var seconds = 0
        var digits = ""
        for character in text {
            if character.isNumber {
                digits.append(character)
                continue
            }
            guard let number = Int(digits), number <= longestInterval, let unit = units[character] else { return nil }
            seconds += number * unit
            guard seconds <= longestInterval else { return nil }
            digits = ""
        }
        return digits.isEmpty && seconds > 0 ? .seconds(Int64(seconds)) : nil
    }
}
