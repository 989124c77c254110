package import Primitives

/// Why a queued job isn't run yet.
package enum WaitingReason: String, Codable, CaseIterable, Sendable {
    /// Others come first, or a worker is about to take it.
    case turn
    /// An attempt failed; the next one is made when the job is due.
    case retry
    /// The agent has as much work as it takes, and said when to come again.
    case agentBusy = "agent_busy"
    /// No replica gets an answer from an agent.
    case agentAway = "agent_away"

    /// - Parameters:
    ///   - attempts: those that failed.
    ///   - hold: why it was put back without a failure of its own, where it was.
    ///   - isAgentAway: whether every replica finds it so.
    package init(attempts: Int, dueAt: Timestamp, hold: JobHold?, isAgentAway: Bool, now: Timestamp) {
        if isAgentAway {
            self = .agentAway
        } else if dueAt <= now {
            self = .turn
        } else {
            self = hold == .agentBusy ? .agentBusy : hold == .agentAway ? .agentAway : attempts > 0 ? .retry : .turn
        }
    }
}

/// Why a job that was claimed is put back without an attempt.
package enum JobHold: String, CaseIterable, Sendable {
    case agentAway = "agent_away"
    case agentBusy = "agent_busy"
}
