import AgentDomain
import Contracts
import Primitives

extension Measurement {
    /// What a curve says: its level now, before the alert, and where it is going.
    ///
    /// - Returns: nil for a curve that ended before the alert began.
    init?(_ curve: Curve, bound: Double?, requested: Double?, in window: SignalWindow) {
        let since = curve.samples.filter { $0.time >= window.onset - SignalWindow.lead }
        guard let last = since.last else { return nil }
        let recent = since.filter { $0.time >= last.time - Self.recency }
        let before = window.before.map { range in curve.samples.filter { range.contains($0.time) } } ?? []
        let earlier = before.count >= 3 ? Self.median(before.map(\.value)) : nil
        let isCounter = curve.key.quantity == .restarts || curve.key.quantity == .oomEvents
        let value = isCounter ? last.value : Self.median(recent.map(\.value)) ?? last.value
        let trend = curve.key.quantity.accumulates ? Trend(Self.sinceReset(curve.samples)) : nil
        self.init(
            curve.key.quantity, of: curve.key.object, detail: curve.key.detail, value: value, peak: since.map(\.value).max(), before: earlier,
            bound: bound, requested: requested, trend: trend, changedAt: earlier.flatMap { Self.change(from: $0, to: value, since) },
            forecast: bound.flatMap { bound in trend.flatMap { Forecast.reaches(bound, $0, at: last.time) } }, query: curve.query, at: last.time)
    }

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
