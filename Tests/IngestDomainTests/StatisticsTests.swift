import IngestDomain
import Primitives
import Testing

@Suite struct DurationSummaryTests {
    @Test(arguments: [0.0, 1, 10, 60, 600, 3_600, 86_400, 2_592_000])
    func `a step is never far from what it stands for`(seconds: Double) {
        // The step as PostgreSQL computes it: the least one whose way back is nearest.
        let step = (0...400).min { abs(DurationScale.seconds(ofStep: $0) - seconds) < abs(DurationScale.seconds(ofStep: $1) - seconds) } ?? 0
        #expect(abs(DurationScale.seconds(ofStep: step) - seconds) <= max(1, seconds * 0.05))
    }

    @Test func `median and p90 are those of the counts`() {
        let summary = DurationSummary(steps: ["8": 5, "16": 4, "80": 1], totalSeconds: 1_040)
        #expect(summary.count == 10)
        #expect(summary.median == 1)
        #expect(summary.p90 == 3)
        #expect(summary.mean == 104)
        #expect(DurationSummary(steps: [:], totalSeconds: 0).median == nil)
    }

    @Test func `a window is made of whole hours and has a longest`() {
        let hour: Int64 = 3_600_000_000
        let window = StatisticsWindow(since: Timestamp(microseconds: hour + 1), until: Timestamp(microseconds: 2 * hour + 1))
        #expect(window?.since == Timestamp(microseconds: hour))
        #expect(window?.until == Timestamp(microseconds: 3 * hour))
        let whole = StatisticsWindow(since: Timestamp(microseconds: 0), until: Timestamp(microseconds: hour))
        #expect(whole?.until == Timestamp(microseconds: hour))
        #expect(StatisticsWindow(since: Timestamp(microseconds: 5), until: Timestamp(microseconds: 5)) == nil)
        #expect(StatisticsWindow(since: Timestamp(microseconds: 0), until: Timestamp(microseconds: 93 * 24 * hour)) == nil)
    }
}
