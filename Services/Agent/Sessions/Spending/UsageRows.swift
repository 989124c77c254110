import LLM
import Primitives

/// Sums by one part of their key.
package struct UsageRows: Hashable, Sendable {
    package var rows: [UsageReport.Row]
    package var total: UsageSum

    package init(rows: [UsageReport.Row], total: UsageSum) {
        self.rows = rows
        self.total = total
    }

    /// As a database would add them up.
    package init(_ sums: [UsageKey: UsageSum], for question: UsageQuestion) {
        var groups: [Group: UsageSum] = [:]
        var total = UsageSum()
        for (key, sum) in sums where key.day >= question.since && key.day < question.until {
            groups[Group(key, by: question.by), default: UsageSum()] += sum
            total += sum
        }
        let ordered = groups.sorted { one, other in
            question.by == .day
                ? (one.key.day ?? question.since) < (other.key.day ?? question.since)
                : (one.value.spent.microdollars, one.value.spent.tokens.input, one.key.name) > (
                    other.value.spent.microdollars, other.value.spent.tokens.input, other.key.name
                )
        }
        rows = ordered.prefix(UsageQuestion.maximumRows).map { group, sum in
            UsageReport.Row(
                day: group.day, provider: group.model?.provider, model: group.model?.model, incidentID: group.incidentID, sum: .init(sum))
        }
        self.total = total
    }

    private struct Group: Hashable {
        var day: Timestamp?
        var model: ModelIdentity?
        var incidentID: String?

        init(_ key: UsageKey, by grouping: UsageReport.Grouping) {
            switch grouping {
            case .day: day = key.day
            case .model: model = key.model
            case .incident: incidentID = key.incidentID
            }
        }

        var name: String { incidentID ?? model?.description ?? "" }
    }
}
