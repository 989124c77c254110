import Primitives
import Synchronization

/// How often a value fell into which range.
package final class Histogram: Sendable {
    /// Upper bounds in seconds for requests and queries: from the fastest cached answer to a client's patience.
    package static let durations: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private struct State {
        /// One for each bound and one for what lies above the last.
        var counts: [UInt64]
        var sum: Double = 0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    /// - Parameter bounds: Upper bounds of the ranges, inclusive and ascending; the range above the last is implied.
    package init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    package func observe(_ value: Double) {
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    /// In seconds, Prometheus' base unit.
    package func observe(_ duration: Duration) {
        observe(duration.seconds)
    }

    package var count: UInt64 { state.withLock { $0.counts.reduce(0, +) } }
    package var sum: Double { state.withLock { $0.sum } }
}

extension Histogram: Instrument {
    static let kind = MetricKind.histogram

    func write(_ name: String, labels: String, to text: inout Exposition) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var running: UInt64 = 0
        for (index, count) in counts.enumerated() {
            running += count
            let bound = index < bounds.count ? Exposition.number(bounds[index]) : "+Inf"
            let label = "le=\"\(bound)\""
            text.sample(name + "_bucket", labels: labels.isEmpty ? label : "\(labels),\(label)", value: String(running))
        }
        text.sample(name + "_sum", labels: labels, value: Exposition.number(sum))
        text.sample(name + "_count", labels: labels, value: String(running))
    }
}
