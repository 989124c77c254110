/// How jobs are ordered, limited and given up, the same for all replicas.
package struct QueuePolicy: Hashable, Sendable {
    package var retries = RetryPolicy()
    /// Jobs that may run at once over all replicas.
    package var concurrency = 64
    /// How much earlier than it fell due a job counts, for each step of its severity above the lowest.
    ///
    /// So graver ones overtake, but not for ever: whatever waits is overtaken only by what falls due within
    /// ``precedence`` × the steps between them.
    package var precedence: Duration = .seconds(300)
    /// After this without an answer people are told that an incident's analysis is overdue.
    package var overdueAfter: Duration = .seconds(900)

    package init() {}

    /// Every priority that a job has (``Severity/rank``), each with its head start.
    package var lanes: [(priority: Int, headStart: Duration)] {
        (0...Severity.highestRank).map { ($0, precedence * $0) }
    }
}
