/// One entry of any incident's timeline, as the stream of all of them tells it.
package struct IncidentEvent: Sendable {
    package var position: EventPosition
    package var incident: IncidentID
    package var cluster: String
    package var entry: TimelineEntry

    package init(position: EventPosition, incident: IncidentID, cluster: String, entry: TimelineEntry) {
        self.position = position
        self.incident = incident
        self.cluster = cluster
        self.entry = entry
    }
}

extension IncidentEvent: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, cluster
        case incidentID = "incident_id"
    }

    /// The entry's members stand beside those that say where it belongs.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(position.description, forKey: .id)
        try container.encode(incident, forKey: .incidentID)
        try container.encode(cluster, forKey: .cluster)
        try entry.encode(to: encoder)
    }
}

/// Where an event stands in the order of all events, which is the same on every replica.
///
/// The transaction comes first: entries are numbered as they are written and seen as they are committed, and only transactions tell which
/// may still be on their way.
package struct EventPosition: Hashable, Sendable {
    package let transaction: UInt64
    package let number: Int64

    package init(transaction: UInt64, number: Int64) {
        self.transaction = transaction
        self.number = number
    }

    package static let beginning = EventPosition(transaction: 0, number: 0)
}

extension EventPosition: Comparable {
    package static func < (lhs: EventPosition, rhs: EventPosition) -> Bool {
        (lhs.transaction, lhs.number) < (rhs.transaction, rhs.number)
    }
}

extension EventPosition: LosslessStringConvertible {
    package var description: String { "\(transaction)-\(number)" }

    /// - Returns: nil for anything but two numbers with a hyphen between them.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        // PostgreSQL's numbers of transactions and of a sequence are both below 2⁶³.
        guard parts.count == 2, let transaction = UInt64(parts[0]), transaction <= Int64.max, let number = Int64(parts[1]), number >= 0 else {
            return nil
        }
        self.init(transaction: transaction, number: number)
    }
}
