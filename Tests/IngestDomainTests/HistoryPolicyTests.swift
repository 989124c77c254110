import IngestDomain
import Primitives
import Testing

@Suite("History policy")
struct HistoryPolicyTests {
    /// Day 20778 since 1970: its period of sixty days begins with day 20760.
    private static let now = moment("2026-11-21T13:07:00Z")

    @Test("The current period and the next are missing at first")
    func first() {
        let names = HistoryPolicy().missing(at: Self.now, beside: []).map(\.name)
        #expect(names == ["p20261103_20270102", "p20270102_20270303"])
        #expect(HistoryPolicy().missing(at: Self.now, beside: HistoryPolicy().missing(at: Self.now, beside: [])).isEmpty)
    }

    @Test("Periods lie side by side, also after the width was changed", arguments: [(30, 7), (7, 30), (30, 31), (1, 366), (366, 1)])
    func widths(before: Int, after: Int) throws {
        var policy = HistoryPolicy()
        var periods: [HistoryPeriod] = []
        var now = Self.now
        for step in 0..<500 {
            policy.partitionDays = step < 250 ? before : after
            periods += policy.missing(at: now, beside: periods)
            #expect(periods.contains { $0.start <= now && now < $0.end })
            now = now + .seconds(86_400)
        }
        periods.sort { $0.start < $1.start }
        for (one, next) in zip(periods, periods.dropFirst()) { #expect(one.end == next.start) }
    }

    @Test("A period's name says what it holds", arguments: ["p20261101_20261201", "p19691230_19700101", "p20240228_20240229"])
    func names(name: String) throws {
        let period = try #require(HistoryPeriod(name: name))
        #expect(period.name == name)
        #expect(period.start < period.end)
    }

    @Test(
        "Other names are no periods",
        arguments: ["", "default", "p2026", "p20261101", "p20261301_20261401", "p20261201_20261101", "x20261101_20261201"])
    func otherNames(name: String) {
        #expect(HistoryPeriod(name: name) == nil)
    }

    @Test("The horizon stands on a period's border, at least the retention ago")
    func horizon() throws {
        var policy = HistoryPolicy()
        let horizon = try #require(policy.horizon(at: Self.now))
        #expect(horizon <= Self.now - .seconds(400 * 86_400))
        #expect(horizon > Self.now - .seconds(460 * 86_400))
        #expect(HistoryPeriod.aligned(horizon, days: 60).start == horizon)
        policy.retention = nil
        #expect(policy.horizon(at: Self.now) == nil)
    }

    private static func moment(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? .goZero }
}
