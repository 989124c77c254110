package import AgentDomain
package import Contracts
package import Primitives

/// Where analyses are kept, and found again.
package protocol SessionLedger: Sendable {
    /// Whether it is there to be asked; nil where all is well.
    var trouble: SessionError? { get }

    func session(_ id: UUIDv7) async throws(SessionError) -> AnalysisSession?

    /// The latest first.
    func sessions(_ criteria: SessionCriteria) async throws(SessionError) -> [SessionSummary]

    /// The answers of an incident's analyses, the latest first; those that were kept without theirs are left out.
    func answers(incidentID: String, limit: Int) async throws(SessionError) -> [AnalyzeResponse]

    /// Answered analyses of the same alert, the latest first.
    func earlier(_ subject: AlertSubject, limit: Int) async throws(SessionError) -> [EarlierAnalysis]

    func usage(_ question: UsageQuestion) async throws(SessionError) -> UsageRows
}

/// Which analyses are listed.
package struct SessionCriteria: Hashable, Sendable {
    package static let usualLimit = 50
    package static let maximumLimit = 200

    package var incidentID: String?
    package var fingerprint: String?
    package var cluster: String?
    /// Those before this one.
    package var after: UUIDv7?
    package var limit: Int

    package init(
        incidentID: String? = nil, fingerprint: String? = nil, cluster: String? = nil, after: UUIDv7? = nil, limit: Int = Self.usualLimit
    ) {
        self.incidentID = incidentID
        self.fingerprint = fingerprint
        self.cluster = cluster
        self.after = after
        self.limit = limit
    }
}

/// Where there is no database.
package struct NoSessions: SessionLedger {
    private let tally: UsageTally

    /// - Parameter tally: which then remembers what this process spent.
    package init(tally: UsageTally) {
        self.tally = tally
    }

    package var trouble: SessionError? { .notConfigured }
    package func session(_ id: UUIDv7) async throws(SessionError) -> AnalysisSession? { throw .notConfigured }
    package func sessions(_ criteria: SessionCriteria) async throws(SessionError) -> [SessionSummary] { throw .notConfigured }
    package func answers(incidentID: String, limit: Int) async throws(SessionError) -> [AnalyzeResponse] { throw .notConfigured }
    package func earlier(_ subject: AlertSubject, limit: Int) async throws(SessionError) -> [EarlierAnalysis] { [] }
    package func usage(_ question: UsageQuestion) async throws(SessionError) -> UsageRows { UsageRows(tally.sums, for: question) }
}
