package import Contracts
package import Primitives

/// Questions about an incident and their answers, masked.
package struct ChatHistory: Codable, Sendable {
    package var id: UUIDv7
    package var incidentID: String?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var exchanges: [Exchange]
    /// Counts the times that it was kept: who keeps an older one would take back what another wrote.
    package var version: Int

    package struct Exchange: Codable, Sendable {
        package var at: Timestamp
        package var question: String
        package var answer: String
        /// What the answer cites.
        package var evidence: [EvidenceItem]

        package init(at: Timestamp, question: String, answer: String, evidence: [EvidenceItem]) {
            self.at = at
            self.question = question
            self.answer = answer
            self.evidence = evidence
        }
    }

    /// The latest are kept: a conversation that goes on for longer begins to forget.
    package static let maximumExchanges = 30

    package init(id: UUIDv7, incidentID: String?, at now: Timestamp) {
        self.id = id
        self.incidentID = incidentID
        createdAt = now
        updatedAt = now
        exchanges = []
        version = 0
    }

    package mutating func append(_ exchange: Exchange) {
        exchanges.append(exchange)
        exchanges.removeFirst(max(0, exchanges.count - Self.maximumExchanges))
        updatedAt = exchange.at
    }
}
