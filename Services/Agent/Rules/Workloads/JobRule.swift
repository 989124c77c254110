import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Jobs that failed, and CronJobs that don't run.
///
/// Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#handling-pod-and-container-failures and
/// https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
struct JobRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        guard view.reference.kind == Job.kind,
            let job = investigation.index.job(view.reference), !Self.isSuperseded(job, investigation)
        else { return [] }
        if job.isSuspended, job.failure == nil, !job.isComplete {
            return [
                Finding(
                    .cronjobSuspended, view.reference, title: "Job \(job.name) is suspended",
                    explanation: "Job \(job.name) makes no pods while spec.suspend is true.", confidence: 0.85,
                    evidence: [investigation.cite("spec.suspend", "true", of: view.reference)])
            ]
        }
        guard let failure = job.failure else { return [] }
        var evidence = [investigation.cite(failure, of: view.reference)]
        if let event = view.events.first(where: { $0.isWarning }) { evidence.append(investigation.cite(event)) }
        if failure.reason == "DeadlineExceeded" {
            let deadline = job.activeDeadlineSeconds.map { "\($0) s" } ?? "its deadline"
            return [
                Finding(
                    .jobDeadlineExceeded, view.reference, title: "Job \(job.name) ran past its deadline",
                    explanation: "Job \(job.name) was ended because it had run for \(deadline) (activeDeadlineSeconds).", confidence: 0.93,
                    evidence: evidence, since: failure.lastTransitionTime)
            ]
        }
        return [
            Finding(
                .jobFailed, view.reference, role: .symptom, title: "Job \(job.name) failed",
                explanation: "Job \(job.name) failed (\(failure.reason ?? "Failed")) after \(job.failed) failed pods: \(failure.message ?? "").",
                confidence: 0.8, evidence: evidence, since: failure.lastTransitionTime)
        ]
    }

    /// A later run of the same CronJob that succeeded makes an earlier failure history.
    static func isSuperseded(_ job: Job, _ investigation: Investigation) -> Bool {
        guard let owner = job.metadata.controller?.uid else { return job.isComplete }
        return job.isComplete
            || investigation.index.snapshot.jobs.contains { other in
                other.metadata.controller?.uid == owner && other.isComplete && (other.startTime ?? .goZero) > (job.startTime ?? .goZero)
            }
    }

    static func cronFault(_ cronJob: CronJob, investigation: inout Investigation) -> Finding? {
        let found = schedulingFault(of: cronJob, investigation: &investigation)
        return investigation.dated(found, by: cronJob.metadata)
    }

    private static func schedulingFault(of cronJob: CronJob, investigation: inout Investigation) -> Finding? {
        let object = investigation.index.reference(to: cronJob)
        let events = investigation.index.events(of: cronJob)
        if cronJob.isSuspended {
            return Finding(
                .cronjobSuspended, object, title: "CronJob \(cronJob.name) is suspended",
                explanation: "CronJob \(cronJob.name) starts no Jobs while spec.suspend is true.",
                confidence: 0.92, evidence: [investigation.cite("spec.suspend", "true", of: object)])
        }
        if let refusal = events.first(where: { $0.reason == "FailedCreate" && $0.isWarning && investigation.isRecent($0.lastSeen) }) {
            return refused(refusal, object, &investigation)
        }
        if let event = events.first(where: { event in
            ["UnparseableSchedule", "InvalidSchedule", "UnknownTimeZone", "UnsupportedSchedule"].contains(event.reason)
                && (event.lastSeen ?? .goZero) >= (cronJob.lastScheduleTime ?? .goZero)
        }) {
            return Finding(
                .cronjobScheduleInvalid, object, title: "The schedule of CronJob \(cronJob.name) is invalid",
                explanation: "CronJob \(cronJob.name) has schedule \"\(cronJob.schedule)\": \(event.message)", confidence: 0.95,
                evidence: [investigation.cite(event), investigation.cite("spec.schedule", cronJob.schedule, of: object)], since: event.firstSeen)
        }
        guard !CronSchedule.isValid(cronJob.schedule) else { return nil }
        return Finding(
            .cronjobScheduleInvalid, object, title: "The schedule of CronJob \(cronJob.name) can never come",
            explanation: "Schedule \"\(cronJob.schedule)\" of CronJob \(cronJob.name) names no moment that exists.",
            confidence: 0.85, evidence: [investigation.cite("spec.schedule", cronJob.schedule, of: object)])
    }
}

extension JobRule {
    /// Jobs that the API server doesn't let the CronJob make.
    private static func refused(_ event: Event, _ object: ObjectReference, _ investigation: inout Investigation) -> Finding {
        let evidence = [investigation.cite(event)]
        if let quota = event.message.word(after: "exceeded quota: ") ?? event.message.word(after: "failed quota: ") {
            return QuotaRule.finding(
                quota: quota, message: event.message, refused: object, evidence: evidence, since: event.firstSeen, investigation: &investigation)
        }
        let isWebhook = event.message.mentions("failed calling webhook", "failed to call webhook", "admission webhook")
        return Finding(
            isWebhook ? .admissionWebhookFailed : event.message.mentions("is forbidden: user") ? .rbacForbidden : .invalidConfiguration, object,
            title: "CronJob \(object.name) can't create its Jobs", explanation: "CronJob \(object.name): \(event.message)", confidence: 0.85,
            evidence: evidence, since: event.firstSeen)
    }
}

/// Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
enum CronSchedule {
    static func isValid(_ text: String) -> Bool {
        if text.hasPrefix("@") {
            return ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"].contains(text) || text.hasPrefix("@every ")
        }
        var fields = text.split { $0 == " " || $0 == "\t" }
        if let first = fields.first, first.hasPrefix("TZ=") || first.hasPrefix("CRON_TZ=") { fields.removeFirst() }
        guard fields.count == 5 else { return false }
        let bounds = [0...59, 0...23, 1...31, 1...12, 0...7]
        guard zip(fields, bounds).allSatisfy({ field, bound in field.split(separator: ",").allSatisfy { isValid($0, bound) } }) else { return false }
        // A day that none of the named months has.
        if let day = Int(fields[2]), let month = Int(fields[3]) { return day <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] }
        return true
    }

    private static func isValid(_ item: Substring, _ bound: ClosedRange<Int>) -> Bool {
        let parts = item.split(separator: "/", maxSplits: 1)
        if parts.count == 2, Int(parts[1]).map({ $0 > 0 }) != true { return false }
        guard let range = parts.first, range != "*", range != "?" else { return !parts.isEmpty }
        return range.split(separator: "-").allSatisfy { end in
            Int(end).map(bound.contains)
                ?? [
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sun", "mon", "tue", "wed", "thu", "fri",
                    "sat",
                ].contains(end.lowercased())
        }
    }
}
