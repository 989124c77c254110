/// What a person wants of one field.
package enum Edit<Value: Hashable & Sendable>: Hashable, Sendable {
    case keep
    /// Takes the person's word back: what is computed counts again, if anything is.
    case clear
    case set(Value)

    package func map<Other>(_ transform: (Value) -> Other) -> Edit<Other> {
        switch self {
        case .keep: .keep
        case .clear: .clear
        case .set(let value): .set(transform(value))
        }
    }

    func applied(to value: Value?) -> Value? {
        switch self {
        case .keep: value
        case .clear: nil
        case .set(let new): new
        }
    }
}

/// What a person wants of an incident. Fields that are left out stay as they are.
package struct IncidentChange: Hashable, Sendable {
    /// The states that a person can put an incident into.
    package enum Target: String, CaseIterable, Hashable, Sendable {
        case open, acknowledged, resolved
    }

    package var title: Edit<String>
    package var severity: Edit<Severity>
    package var assignee: Edit<String>
    package var isHidden: Bool?
    package var state: Target?
    /// How it was resolved.
    package var resolution: Edit<String>
    package var comment: String?

    package init(
        title: Edit<String> = .keep, severity: Edit<Severity> = .keep, assignee: Edit<String> = .keep, isHidden: Bool? = nil,
        state: Target? = nil, resolution: Edit<String> = .keep, comment: String? = nil
    ) {
        self.title = title
        self.severity = severity
        self.assignee = assignee
        self.isHidden = isHidden
        self.state = state
        self.resolution = resolution
        self.comment = comment
    }

    /// Unicode scalars.
    package static let maximumTitle = 300
    package static let maximumSeverity = 64
    package static let maximumName = 200
    /// Of a comment, a resolution note, or the words of feedback.
    package static let maximumText = 10_000
}
