import Telemetry

/// Times the stages of an analysis, in milliseconds, and makes each a span of its trace.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now
    private(set) var timings: [String: Double] = [:]

    mutating func measure<Value>(_ stage: String, _ work: () async -> Value) async -> Value {
        let began = ContinuousClock.now
        let value = await withSpan(stage) { _ in await work() }
        timings[stage] = Self.milliseconds(ContinuousClock.now - began)
        return value
    }

    mutating func record(_ stage: String, _ duration: Duration) {
        timings[stage] = Self.milliseconds(duration)
    }

    /// The timings so far, with the time since the start as `total`.
    func finished() -> [String: Double] {
        timings.merging(["total": Self.milliseconds(ContinuousClock.now - start)]) { $1 }
    }

    /// To the microsecond.
    private static func milliseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1000
    }
}
