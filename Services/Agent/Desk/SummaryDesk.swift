package import AgentReasoning
package import AgentSessions
package import Contracts
package import Masking

/// Writes accounts of incidents: by rules, and by a model where there is one.
package struct SummaryDesk: Sendable {
    private let rules: @Sendable (SummarizeIncidentRequest, MaskingSession) -> SummarizeIncidentResponse
    private let reasoner: SummaryReasoner?
    private let price: ModelPrice
    private let masker: Masker
    private let tally: UsageTally

    package init(
        rules: @escaping @Sendable (SummarizeIncidentRequest, MaskingSession) -> SummarizeIncidentResponse, reasoner: SummaryReasoner?,
        price: @escaping ModelPrice, masker: Masker, tally: UsageTally
    ) {
        self.rules = rules
        self.reasoner = reasoner
        self.price = price
        self.masker = masker
        self.tally = tally
    }

    package func summarize(_ request: SummarizeIncidentRequest) async -> SummarizeIncidentResponse {
        let masking = masker.session()
        let account = rules(request, masking)
        guard let reasoner else { return account }
        let collector = SpendingCollector(price: price)
        let response = await reasoner.summarize(request, rules: account, mask: { masking.mask($0) }) { collector.note($0) }
        tally.add(collector.spending, for: .summary, incidentID: request.incidentID)
        return response
    }
}
