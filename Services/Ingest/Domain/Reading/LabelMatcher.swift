/// One condition on an alert's labels, as Alertmanager and PromQL have them. A label that an alert doesn't have counts as empty.
package struct LabelMatcher: Hashable, Sendable {
    package enum Comparison: Hashable, Sendable {
        case equal(String)
        case notEqual(String)
        case matches(LabelPattern)
        case doesNotMatch(LabelPattern)
    }

    package let label: String
    package let comparison: Comparison

    package init(_ label: String, _ comparison: Comparison) {
        self.label = label
        self.comparison = comparison
    }

    /// Of one question.
    package static let maximumCount = 20
    /// Of one matcher's name or value.
    package static let maximumBytes = 1_024
}

/// Why a matcher can't be read, in a few words that fit behind its name.
package struct LabelMatcherError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
