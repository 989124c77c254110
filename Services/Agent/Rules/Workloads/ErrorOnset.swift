import AgentDomain
import KubernetesModel
import Primitives

/// When a container began to write errors, as far as its log goes back.
///
/// A log is read from its end: of a program that writes five lines a second that is less than a minute, and all that it always wrote seems to have
/// begun with the alert.
enum ErrorOnset {
    case withAlert, earlier, unknown

    init(_ fact: LogFact, in log: ContainerLog, of status: ContainerStatus, time: AlertTime) {
        guard let first = fact.firstSeen else {
            self = .withAlert
            return
        }
        guard time.includesBeginning(first) else {
            self = .earlier
            return
        }
        // What began long after the alert fired didn't raise it; and of an old alert the log has only the last of its days.
        guard time.isComingUp(first) else {
            self = .unknown
            return
        }
        let oldest = log.lines.lazy.compactMap(\.time).first
        if let oldest, !time.includesBeginning(oldest) {
            self = .withAlert
        } else if case .running(let start?) = status.state, time.isComingUp(start) {
            self = .withAlert
        } else {
            self = log.isWhole ? .withAlert : .unknown
        }
    }
}
