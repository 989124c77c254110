/// A rule that raises alerts.
package struct AlertingRule: Hashable, Sendable {
    package var expression: String
    /// What the rule adds to the labels of its alerts; values may be templates.
    package var labels: [String: String]
    /// How long the expression held before the alert fired.
    package var pending: Duration
}

extension [AlertingRule] {
    /// The rule that raised an alert: of several of one name, the one whose labels the alert bears.
    package func raising(_ labels: [String: String]) -> AlertingRule? {
        first { rule in rule.labels.allSatisfy { $0.value.contains("{{") || labels[$0.key] == $0.value } }
    }
}

/// `data` of `/api/v1/rules`.
struct RuleGroups: Decodable {
    private var groups: [Group]

    private struct Group: Decodable {
        var rules: [Rule]
    }

    private struct Rule: Decodable {
        var type: String?
        var name: String?
        var query: String?
        var duration: Double?
        var labels: [String: String]?
    }

    func rules(named name: String) -> [AlertingRule] {
        groups.flatMap(\.rules).filter { $0.name == name && $0.type != "recording" }.compactMap { rule in
            guard let query = rule.query, !query.isEmpty else { return nil }
            let seconds = rule.duration.flatMap { $0.isFinite && abs($0) < 1e9 ? $0 : nil } ?? 0
            return AlertingRule(expression: query, labels: rule.labels ?? [:], pending: .seconds(seconds))
        }
    }
}
