package import Primitives

/// An incident's id: ids sort by the time they were opened.
package struct IncidentID: Hashable, Comparable, Sendable {
    package let uuid: UUIDv7

    package init(_ uuid: UUIDv7) {
        self.uuid = uuid
    }

    package static func < (lhs: IncidentID, rhs: IncidentID) -> Bool {
        lhs.uuid < rhs.uuid
    }
}

extension IncidentID: LosslessStringConvertible {
    /// - Returns: nil for anything that isn't a UUID's text form.
    package init?(_ text: String) {
        guard let uuid = UUIDv7(text) else { return nil }
        self.uuid = uuid
    }

    package var description: String { uuid.description }
}

extension IncidentID: Codable {
    package init(from decoder: any Decoder) throws {
        uuid = try UUIDv7(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try uuid.encode(to: encoder)
    }
}
