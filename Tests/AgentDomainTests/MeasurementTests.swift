import AgentDomain
import Contracts
import Primitives
import Testing

@Suite("Measurements")
struct MeasurementTests {
    private static let now = Timestamp(microseconds: 1_795_247_036_000_000)

    private func samples(_ values: [Double]) -> [MetricSeries.Sample] {
        values.enumerated().map { MetricSeries.Sample(time: Self.now + .seconds($0.offset * 30), value: $0.element) }
    }

    @Test("on a line have its slope, and reach a bound when the line does")
    func forecast() throws {
        let trend = try #require(Trend(samples((0..<20).map { 100 + Double($0) * 3 })))
        #expect(abs(trend.slope - 0.1) < 1e-9 && abs(trend.fit - 1) < 1e-9 && trend.isSteadyRise)
        let end = Self.now + .seconds(570)
        #expect(Forecast.reaches(167, trend, at: end).map { abs(($0 - end).seconds - 100) < 1 } == true)
        #expect(Forecast.reaches(157, trend, at: end) == nil, "it is there already")
        #expect(Forecast.reaches(1e9, trend, at: end) == nil, "a line of ten minutes says nothing of next year")
    }

    @Test(
        "that go up and down, or are few, forecast nothing",
        arguments: [
            [5, 9, 1, 8, 2, 9, 1, 7, 3, 9], [1, 2, 3], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0], [4, 4, 4, 4, 4, 4, 4, 4, 4, 4],
        ] as [[Double]])
    func noForecast(values: [Double]) {
        #expect(Trend(samples(values)).flatMap { Forecast.reaches(100, $0, at: Self.now) } == nil)
    }

    @Test("are told in a line, with units")
    func text() {
        let pod = ObjectReference(kind: "Pod", namespace: "shop", name: "orders-1", container: "app")
        let memory = Measurement(
            .memoryWorkingSet, of: pod, value: 62 * 1_048_576, before: 20 * 1_048_576, bound: 64 * 1_048_576,
            trend: Trend(slope: 1_048_576 / 60, level: 0, fit: 0.9, span: .seconds(900)), forecast: Self.now, query: "x", at: Self.now)
        #expect(memory.text == "memory working set 62Mi of 64Mi (97%), 20Mi before the alert, rising 1Mi a minute, full at \(Self.now)")
        let errors = Measurement(.errorShare, of: pod, detail: "503", value: 0.1234, before: 0, query: "x", at: Self.now)
        #expect(errors.text == "share of requests that fail (503) 12%, 0% before the alert")
        #expect(Measurement(.latencyP99, of: pod, value: 0.25, query: "x", at: Self.now).text == "99th percentile of latency 250ms")
        #expect(Measurement(.cpuUsage, of: pod, value: 0.25, bound: 2, query: "x", at: Self.now).text == "CPU use 250m of 2 (13%)")
    }
}
