/// Which of an incident's versions this is. Whatever changes what people see of it, alerts that join, analyses and comments among them,
/// makes another one; notifications that only repeat themselves don't.
package struct IncidentVersion: Hashable, Sendable {
    /// The transaction that last wrote the incident.
    package let transaction: Int64
    /// The last entry of its timeline.
    package let entry: Int64

    package init(transaction: Int64, entry: Int64) {
        self.transaction = transaction
        self.entry = entry
    }
}

extension IncidentVersion: LosslessStringConvertible {
    /// - Returns: nil for anything but two numbers with a hyphen between them.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let transaction = Int64(parts[0]), let entry = Int64(parts[1]) else { return nil }
        self.init(transaction: transaction, entry: entry)
    }

    package var description: String { "\(transaction)-\(entry)" }
}

extension IncidentVersion: Codable {
    /// As text, which clients don't look into.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let version = IncidentVersion(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be an incident's version")
        }
        self = version
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What a change is asked on condition of.
package enum Precondition: Hashable, Sendable {
    case none
    /// The incident is still one of these versions.
    case isOneOf([IncidentVersion])

    package func holds(for version: IncidentVersion) -> Bool {
        switch self {
        case .none: true
        case .isOneOf(let versions): versions.contains(version)
        }
    }
}
