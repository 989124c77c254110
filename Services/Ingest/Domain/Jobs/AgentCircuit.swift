package import Primitives

/// How one replica finds the agent.
package struct AgentCircuit: Codable, Hashable, Sendable {
    package enum State: String, Codable, CaseIterable, Sendable {
        /// It answers, or nothing was asked of it yet.
        case closed
        /// It failed repeatedly and is left alone for a while.
        case open
        /// One request at a time goes to see whether it is back.
        case halfOpen = "half_open"
    }

    /// The replica.
    package var worker: String
    package var state: State
    /// What was said last where it isn't closed: without secrets.
    package var reason: String?
    package var since: Timestamp

    package init(worker: String, state: State, reason: String? = nil, since: Timestamp) {
        self.worker = worker
        self.state = state
        self.reason = reason
        self.since = since
    }

    private enum CodingKeys: String, CodingKey {
        case worker, state, reason, since
    }
}
