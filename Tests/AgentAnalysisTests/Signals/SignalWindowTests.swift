import AgentDomain
import Contracts
import Primitives
import Testing

@testable import AgentAnalysis

@Suite("The window that is measured")
struct SignalWindowTests {
    static let now = Timestamp(microseconds: 1_795_000_000_000_000)

    static func window(firing: Int64, pending: Int64? = nil) -> SignalWindow {
        SignalWindow(
            AlertTime(startsAt: now - .seconds(firing), now: now, pending: pending.map { .seconds($0) }), lookback: .seconds(3600))
    }

    @Test("is one piece for an alert of minutes, and two for one of many hours", arguments: [(720, 0), (720, 3600), (25_200, 900), (259_200, 3600)])
    func parts(firing: Int64, pending: Int64) {
        let window = Self.window(firing: firing, pending: pending)
        let first = window.rise ?? window.recent
        #expect((window.rise == nil) == (firing == 720))
        #expect(window.before.lowerBound >= first.start && window.before.upperBound <= first.end)
        // Before the rule began to wait, and not only before it fired.
        #expect(window.before.upperBound <= Self.now - .seconds(firing + pending))
        #expect(window.recent.end == Self.now)
        #expect(window.rise.map { $0.end <= window.recent.start } ?? true)
        for part in [window.rise, window.recent].compactMap(\.self) {
            #expect((part.end - part.start).components.seconds / part.step.components.seconds <= 180)
        }
    }

    private static func curve(_ level: (Timestamp) -> Double?, in window: SignalWindow) -> Curve {
        let object = ObjectReference(kind: "Pod", namespace: "shop", name: "web-1", container: "app")
        var samples: [MetricSeries.Sample] = []
        for part in [window.rise, window.recent].compactMap(\.self) {
            var time = part.start
            while time <= part.end {
                if let value = level(time) { samples.append(MetricSeries.Sample(time: time, value: value)) }
                time = time + part.step
            }
        }
        return Curve(key: .init(quantity: .cpuThrottledShare, object: object, detail: nil), query: "q", labels: [:], samples: samples)
    }

    @Test("tells what a level was before an alert of any age, and when it changed", arguments: [720, 25_200, 259_200] as [Int64])
    func levels(firing: Int64) throws {
        let window = Self.window(firing: firing)
        let change = window.time.fired - .seconds(300)
        let risen = try #require(
            Measurement(Self.curve({ $0 < change ? 0.1 : 0.6 }, in: window), bound: nil, requested: nil, in: window, isWatched: true))
        #expect(risen.before == 0.1 && risen.value == 0.6 && !risen.isNew)
        let changed = try #require(risen.changedAt)
        #expect(changed >= change && changed <= change + .seconds(120))
        let steady = try #require(Measurement(Self.curve({ _ in 0.6 }, in: window), bound: nil, requested: nil, in: window, isWatched: true))
        #expect(steady.before == 0.6 && steady.changedAt == nil && !steady.hasRisen(by: 3))
    }

    @Test("calls new what came up with the alert while others were measured before, and nothing else", arguments: [720, 259_200] as [Int64])
    func novelty(firing: Int64) throws {
        let window = Self.window(firing: firing)
        func measured(from start: Timestamp, isWatched: Bool) -> Measurement? {
            Measurement(Self.curve({ $0 < start ? nil : 0.6 }, in: window), bound: nil, requested: nil, in: window, isWatched: isWatched)
        }
        let came = window.time.fired - .seconds(120)
        #expect(measured(from: came, isWatched: true)?.isNew == true)
        #expect(measured(from: came, isWatched: true)?.hasRisen(by: 3) == true)
        // A Prometheus that is younger than the alert.
        #expect(measured(from: came, isWatched: false)?.hasRisen(by: 3) == false)
        if firing > 86_400 { #expect(measured(from: Self.now - .seconds(3600), isWatched: true)?.isNew == false) }
    }
}
