package import Primitives

/// What may be spent on models in one day in UTC; nil is no limit.
package struct DailyBudget: Hashable, Sendable {
    package var usd: Double?
    /// Input and output together.
    package var tokens: Int?

    package init(usd: Double? = nil, tokens: Int? = nil) {
        self.usd = usd
        self.tokens = tokens
    }

    package var isLimited: Bool { usd != nil || tokens != nil }

    /// - Returns: which limit is reached, for people; nil where there is room.
    package func refusal(after spend: DaySpend) -> String? {
        if let tokens, spend.tokens >= tokens { return "the day's \(tokens) tokens are spent (LLM_DAILY_TOKEN_BUDGET)" }
        if let usd, spend.microdollars >= Int64(clampingMicrodollars: usd) { return "the day's \(usd) US dollars are spent (LLM_DAILY_BUDGET_USD)" }
        return nil
    }
}

/// What was spent in a day, by all replicas where they share a database.
package struct DaySpend: Hashable, Sendable {
    package var tokens: Int
    package var microdollars: Int64

    package init(tokens: Int = 0, microdollars: Int64 = 0) {
        self.tokens = tokens
        self.microdollars = microdollars
    }

    package static func + (left: DaySpend, right: DaySpend) -> DaySpend {
        DaySpend(tokens: left.tokens + right.tokens, microdollars: left.microdollars + right.microdollars)
    }

    package static func - (left: DaySpend, right: DaySpend) -> DaySpend {
        DaySpend(tokens: left.tokens - right.tokens, microdollars: left.microdollars - right.microdollars)
    }
}

extension Timestamp {
    private static let day: Int64 = 86_400_000_000

    /// Midnight in UTC, before or at this moment.
    package var startOfDay: Timestamp {
        let rest = microseconds % Self.day
        return Timestamp(microseconds: microseconds - (rest < 0 ? rest + Self.day : rest))
    }

    package var startOfNextDay: Timestamp { Timestamp(microseconds: startOfDay.microseconds + Self.day) }
}
