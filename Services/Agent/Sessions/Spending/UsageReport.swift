import Contracts
import LLM
package import Primitives

/// The answer of `GET /usage`.
package struct UsageReport: Codable, Hashable, Sendable {
    /// Whole days in UTC.
    package var since: Timestamp
    package var until: Timestamp
    package var by: Grouping
    package var keptIn: Keeping
    package var rows: [Row]
    package var total: Sum
    package var budget: Budget

    package init(_ question: UsageQuestion, _ found: UsageRows, keptIn: Keeping, budget: Budget) {
        since = question.since
        until = question.until
        by = question.by
        self.keptIn = keptIn
        rows = found.rows
        total = Sum(found.total)
        self.budget = budget
    }

    package enum Grouping: String, Codable, Hashable, Sendable, CaseIterable {
        case day, model, incident
    }

    package enum Keeping: String, Codable, Hashable, Sendable {
        /// By all replicas.
        case database
        /// By this process, since it was started.
        case memory
    }

    /// Of a day, a model or an incident.
    package struct Row: Codable, Hashable, Sendable {
        package var day: Timestamp?
        package var provider: String?
        package var model: String?
        package var incidentID: String?
        package var sum: Sum

        package init(day: Timestamp? = nil, provider: String? = nil, model: String? = nil, incidentID: String? = nil, sum: Sum) {
            self.day = day
            self.provider = provider
            self.model = model
            self.incidentID = incidentID
            self.sum = sum
        }

        private enum CodingKeys: String, CodingKey {
            case day, provider, model, sum
            case incidentID = "incident_id"
        }
    }

    package struct Sum: Codable, Hashable, Sendable {
        package var requests: Int
        package var calls: Int
        package var inputTokens: Int
        package var cachedTokens: Int
        package var cacheWriteTokens: Int
        package var outputTokens: Int
        package var costUSD: Double
        /// Calls of models without a price: what they cost isn't part of ``costUSD``.
        package var unpricedCalls: Int

        package init(_ sum: UsageSum) {
            requests = sum.requests
            calls = sum.spent.tokens.calls
            inputTokens = sum.spent.tokens.input
            cachedTokens = sum.spent.tokens.cachedInput
            cacheWriteTokens = sum.spent.tokens.cacheWrites
            outputTokens = sum.spent.tokens.output
            costUSD = Double(sum.spent.microdollars) / 1_000_000
            unpricedCalls = sum.spent.unpricedCalls
        }

        private enum CodingKeys: String, CodingKey {
            case requests, calls
            case inputTokens = "input_tokens"
            case cachedTokens = "cached_tokens"
            case cacheWriteTokens = "cache_write_tokens"
            case outputTokens = "output_tokens"
            case costUSD = "cost_usd"
            case unpricedCalls = "unpriced_calls"
        }
    }

    /// Today's.
    package struct Budget: Codable, Hashable, Sendable {
        package var limitUSD: Double?
        package var limitTokens: Int?
        package var spentUSD: Double
        package var spentTokens: Int
        package var resetsAt: Timestamp

        package init(_ meter: SpendMeter, now: Timestamp) {
            let spend = meter.spend
            limitUSD = meter.budget.usd
            limitTokens = meter.budget.tokens
            spentUSD = Double(spend.microdollars) / 1_000_000
            spentTokens = spend.tokens
            resetsAt = now.startOfNextDay
        }

        private enum CodingKeys: String, CodingKey {
            case limitUSD = "limit_usd"
            case limitTokens = "limit_tokens"
            case spentUSD = "spent_usd"
            case spentTokens = "spent_tokens"
            case resetsAt = "resets_at"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case since, until, by, rows, total, budget
        case keptIn = "kept_in"
    }
}

/// Which days are asked for, and how they are added up.
package struct UsageQuestion: Hashable, Sendable {
    package static let usual: Duration = .seconds(7 * 86_400)
    package static let longest: Duration = .seconds(366 * 86_400)
    /// Of one answer; of incidents those that cost most.
    package static let maximumRows = 1_000

    package let since: Timestamp
    /// Not part of it.
    package let until: Timestamp
    package let by: UsageReport.Grouping

    /// Rounded outwards to whole days.
    /// - Returns: nil where it is empty, or longer than ``longest``.
    package init?(since: Timestamp, until: Timestamp, by: UsageReport.Grouping) {
        guard since < until, until - since <= Self.longest else { return nil }
        self.since = since.startOfDay
        self.until = until.startOfDay == until ? until : until.startOfNextDay
        self.by = by
    }
}
