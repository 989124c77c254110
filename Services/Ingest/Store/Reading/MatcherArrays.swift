import IngestDomain

/// Matchers as the arrays that a statement takes them as, so that one statement serves any number of them.
struct MatcherArrays {
    private(set) var labels: [String] = []
    private(set) var signs: [String] = []
    private(set) var values: [String] = []

    /// Of a row `m (label, sign, value)` and an alert `a`.
    static let holds = """
        CASE m.sign
            WHEN '=' THEN coalesce(a.labels ->> m.label, '') = m.value
            WHEN '!=' THEN coalesce(a.labels ->> m.label, '') <> m.value
            WHEN '=~' THEN coalesce(a.labels ->> m.label, '') ~ m.value
            ELSE coalesce(a.labels ->> m.label, '') !~ m.value
        END
        """

    init(_ matchers: [LabelMatcher]) {
        for matcher in matchers {
            labels.append(matcher.label)
            switch matcher.comparison {
            case .equal(let value): add("=", value)
            case .notEqual(let value): add("!=", value)
            case .matches(let pattern): add("=~", pattern.anchored)
            case .doesNotMatch(let pattern): add("!~", pattern.anchored)
            }
        }
    }

    private mutating func add(_ sign: String, _ value: String) {
        signs.append(sign)
        values.append(value)
    }
}
