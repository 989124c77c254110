/// By what incidents are found to be alike, as a text that an index finds: `workload:shop/orders`.
package struct IncidentTrait: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A cause category.
        case cause
        /// A cause category and the object at fault.
        case culprit
        case workload
        /// An alert's name on one workload.
        case subject
        /// An alert's name.
        case alert
        /// A word of the title, as full-text search stems it.
        case word
    }

    package let kind: Kind
    package let value: String

    /// It stands in an index beside a cluster and an id.
    private static let maximumBytes = 1_024

    package init(_ kind: Kind, _ value: String) {
        self.kind = kind
        self.value = value.boundedKey(Self.maximumBytes)
    }

    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), let kind = Kind(rawValue: String(text[..<colon])) else { return nil }
        self.kind = kind
        value = String(text[text.index(after: colon)...])
    }

    package var description: String { "\(kind.rawValue):\(value)" }
}
