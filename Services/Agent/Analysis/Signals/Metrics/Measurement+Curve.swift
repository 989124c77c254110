import AgentDomain
import Contracts
import Primitives

extension Measurement {
    /// What a curve says: its level now, before the alert, and where it is going.
    ///
    /// - Parameter isWatched: whether anything was measured before the alert: only then is what wasn't measured new.
    /// - Returns: nil for a curve that ended before the alert began, or long ago.
    init?(_ curve: Curve, bound: Double?, requested: Double?, in window: SignalWindow, isWatched: Bool) {
        let since = curve.samples.filter { $0.time >= window.time.beginning }
        guard let last = since.last, last.time >= window.recent.start else { return nil }
        let recent = since.filter { $0.time >= last.time - Self.recency }
        let before = curve.samples(before: window)
        let earlier = before.count >= Self.fewest ? Self.median(before.map(\.value)) : nil
        let isCounter = curve.key.quantity == .restarts || curve.key.quantity == .oomEvents
        let value = isCounter ? last.value : Self.median(recent.map(\.value)) ?? last.value
        let trend = curve.key.quantity.accumulates ? Trend(Self.sinceReset(curve.samples(in: window.course))) : nil
        self.init(
            curve.key.quantity, of: curve.key.object, detail: curve.key.detail, value: value, peak: since.map(\.value).max(), before: earlier,
            isNew: isWatched && before.isEmpty && since.first.map { window.time.isComingUp($0.time) } ?? false,
            bound: bound, requested: requested, trend: trend, changedAt: earlier.flatMap { Self.change(from: $0, to: value, since) },
            forecast: bound.flatMap { bound in trend.flatMap { Forecast.reaches(bound, $0, at: last.time) } }, query: curve.query, at: last.time)
    }

    /// Samples that make a level.
    fileprivate static let fewest = 3
    /// What counts as now.
    private static let recency = Duration.seconds(300)

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The samples since the last fall by a third: a restart, or a cleaned disk, begins anew.
    private static func sinceReset(_ samples: [MetricSeries.Sample]) -> ArraySlice<MetricSeries.Sample> {
        var start = samples.startIndex
        for index in samples.indices.dropFirst() where samples[index].value < samples[index - 1].value * 0.67 { start = index }
        return samples[start...]
    }

    /// The first of the samples that are all nearer to the new level than to the old one.
    private static func change(from earlier: Double, to value: Double, _ samples: [MetricSeries.Sample]) -> Timestamp? {
        guard abs(value - earlier) > 0.25 * max(abs(earlier), abs(value) / 4) else { return nil }
        let middle = (earlier + value) / 2
        var found: Timestamp?
        for sample in samples.reversed() {
            guard value > earlier ? sample.value > middle : sample.value < middle else { break }
            found = sample.time
        }
        return found
    }
}

extension Curve {
    func samples(in part: SignalWindow.Part) -> [MetricSeries.Sample] { samples.filter { $0.time >= part.start && $0.time <= part.end } }

    fileprivate func samples(before window: SignalWindow) -> [MetricSeries.Sample] { samples.filter { window.before.contains($0.time) } }
}

extension CurveBook {
    /// Whether Prometheus knows of the time before the alert at all. An alert's own expression mostly has no value before.
    func reachesBack(in window: SignalWindow) -> Bool {
        curves.values.contains {
            $0.key.quantity != .alertExpression && $0.samples(before: window).count >= Measurement.fewest
        }
    }
}

extension Measurement.Quantity {
    /// Fills something up, so that a line through it says when that is full.
    var accumulates: Bool {
        switch self {
        case .memoryWorkingSet, .fileDescriptors, .connectionsInUse, .volumeUsed, .volumeInodesUsed, .nodeMemoryUsed, .nodeDiskUsed,
            .nodeInodesUsed, .nodeConnectionsTracked:
            true
        default: false
        }
    }
}
