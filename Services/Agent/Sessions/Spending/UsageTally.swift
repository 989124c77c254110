package import LLM
package import Primitives
import Synchronization

/// What models were used for.
package enum UsagePurpose: String, Codable, Hashable, Sendable, CaseIterable {
    case analysis, chat, summary
}

/// By what usage is kept apart.
package struct UsageKey: Hashable, Sendable {
    /// Its beginning, in UTC.
    package var day: Timestamp
    package var model: ModelIdentity
    package var purpose: UsagePurpose
    /// Empty where it was for no incident.
    package var incidentID: String

    package init(day: Timestamp, model: ModelIdentity, purpose: UsagePurpose, incidentID: String) {
        self.day = day
        self.model = model
        self.purpose = purpose
        self.incidentID = incidentID
    }
}

package struct UsageSum: Hashable, Sendable {
    /// Analyses, answers in a chat, or summaries.
    package var requests = 0
    package var spent = ModelSpending.Spent()

    package init(requests: Int = 0, spent: ModelSpending.Spent = .init()) {
        self.requests = requests
        self.spent = spent
    }

    package static func += (left: inout UsageSum, right: UsageSum) {
        left.requests += right.requests
        left.spent += right.spent
    }
}

/// Adds up what is spent, in memory: until a database has taken it, or for as long as the process lives where there is none.
package final class UsageTally: Sendable {
    /// Incidents are as many as there are. What comes for further ones is counted without its incident.
    private static let maximumCount = 10_000

    fileprivate struct State {
        /// Not written yet.
        var sums: [UsageKey: UsageSum] = [:]
        /// Since the start, for metrics.
        var totals: [MetricKey: ModelSpending.Spent] = [:]
    }

    package struct MetricKey: Hashable, Sendable {
        package var model: ModelIdentity
        package var purpose: UsagePurpose
    }

    private let clock: WallClock
    private let state = Mutex(State())

    package init(clock: WallClock = .system) {
        self.clock = clock
    }

    package func add(_ spending: ModelSpending, for purpose: UsagePurpose, incidentID: String?) {
        let day = clock.now.startOfDay
        let incident = Self.key(incidentID ?? "")
        // One request, however many models it took: that of the model that read and wrote the most.
        let first = spending.models.max { Self.weight($0) < Self.weight($1) }?.key
        state.withLock { state in
            for (model, spent) in spending.models {
                state.totals[MetricKey(model: model, purpose: purpose), default: .init()] += spent
                let key = UsageKey(day: day, model: model, purpose: purpose, incidentID: incident)
                state.add(UsageSum(requests: model == first ? 1 : 0, spent: spent), to: key, limit: Self.maximumCount)
            }
        }
    }

    private static func weight(_ part: (key: ModelIdentity, value: ModelSpending.Spent)) -> (Int, String) {
        (part.value.tokens.input + part.value.tokens.output, part.key.description)
    }

    /// As a database can tell keys apart: without U+0000, and short enough for an index. The id is the caller's, who may have written a book.
    private static func key(_ incidentID: String) -> String {
        String(String.UnicodeScalarView(incidentID.unicodeScalars.lazy.filter { $0.value != 0 }.prefix(100)))
    }

    /// What was added since the last call.
    package func take() -> [UsageKey: UsageSum] {
        state.withLock { state in
            defer { state.sums = [:] }
            return state.sums
        }
    }

    package func giveBack(_ sums: [UsageKey: UsageSum]) {
        state.withLock { state in
            for (key, sum) in sums { state.add(sum, to: key, limit: Self.maximumCount) }
        }
    }

    package var sums: [UsageKey: UsageSum] { state.withLock { $0.sums } }
    package var totals: [MetricKey: ModelSpending.Spent] { state.withLock { $0.totals } }
}

extension UsageTally.State {
    fileprivate mutating func add(_ sum: UsageSum, to key: UsageKey, limit: Int) {
        var key = key
        if sums[key] == nil, sums.count >= limit { key.incidentID = "" }
        sums[key, default: UsageSum()] += sum
    }
}
