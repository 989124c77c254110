package import AgentReasoning
package import AgentSessions
package import Contracts

/// Writes accounts of incidents: by rules, and by a model where there is one.
package struct SummaryDesk: Sendable {
    private let rules: @Sendable (SummarizeIncidentRequest) -> SummarizeIncidentResponse
    private let reasoner: SummaryReasoner?
    private let price: ModelPrice
    private let mask: @Sendable (String) -> String
    private let tally: UsageTally

    package init(
        rules: @escaping @Sendable (SummarizeIncidentRequest) -> SummarizeIncidentResponse, reasoner: SummaryReasoner?, price: @escaping ModelPrice,
        mask: @escaping @Sendable (String) -> String, tally: UsageTally
    ) {
        self.rules = rules
        self.reasoner = reasoner
        self.price = price
        self.mask = mask
        self.tally = tally
    }

    package func summarize(_ request: SummarizeIncidentRequest) async -> SummarizeIncidentResponse {
        let account = rules(request)
        guard let reasoner else { return account }
        let collector = SpendingCollector(price: price)
        let response = await reasoner.summarize(request, rules: account, mask: mask) { collector.note($0) }
        tally.add(collector.spending, for: .summary, incidentID: request.incidentID)
        return response
    }
}
