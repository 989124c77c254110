import AgentDomain
import Contracts
import Primitives
import Prometheus

/// One quantity of one object over the window: series that say the same are merged.
struct Curve: Sendable {
    struct Key: Hashable, Sendable {
        var quantity: Measurement.Quantity
        var object: ObjectReference
        var detail: String?
    }

    var key: Key
    var query: String
    /// Those of the first of the merged series, for a page to name the curve by.
    var labels: [String: String]
    /// By time, finite.
    var samples: [MetricSeries.Sample]

    /// Merges another series of the same: a container that was restarted has one for each of its runs, and two scrapers have one each.
    mutating func merge(_ other: [MetricSeries.Sample]) {
        var byTime: [Int64: Double] = [:]
        for sample in samples + other { byTime[sample.time.microseconds] = max(byTime[sample.time.microseconds] ?? sample.value, sample.value) }
        samples = byTime.sorted { $0.key < $1.key }.map { MetricSeries.Sample(time: Timestamp(microseconds: $0.key), value: $0.value) }
    }

    /// At most so many samples of a part, the last of each interval.
    func downsampled(to count: Int, in part: SignalWindow.Part) -> [MetricSeries.Sample] {
        let samples = samples(in: part)
        guard samples.count > count, count > 0 else { return samples }
        return (1...count).map { samples[$0 * samples.count / count - 1] }
    }
}

/// Curves and bounds out of answers.
struct CurveBook: Sendable {

    private(set) var curves: [Curve.Key: Curve] = [:]
    private(set) var bounds: [Curve.Key: Double] = [:]
    private(set) var requests: [Curve.Key: Double] = [:]

    /// - Parameter accepts: false for series that aren't the alert's.
    mutating func add(_ answer: PrometheusAnswer, to query: MetricQuery, accepts: ([String: String]) -> Bool) {
        var outcomes: [String?: Outcomes] = [:]
        for series in answer.series where accepts(series.labels) {
            guard let reading = query.reading(of: series.labels), let (object, detail) = query.naming.object(of: series.labels) else { continue }
            // What isn't a number says nothing, and JSON couldn't carry it.
            let samples = series.samples.filter(\.value.isFinite).map { MetricSeries.Sample(time: $0.time, value: $0.value * query.scale) }
            guard let last = samples.last else { continue }
            switch reading {
            case .level(let quantity):
                add(samples, Curve.Key(quantity: quantity, object: object, detail: detail), query.citation(of: series.labels), series.labels)
            case .bound(let quantity):
                // PostgreSQL's and Go's pools say 0 where they have no bound.
                if last.value > 0 { bounds[Curve.Key(quantity: quantity, object: object, detail: detail)] = last.value }
            case .requested(let quantity):
                if last.value > 0 { requests[Curve.Key(quantity: quantity, object: object, detail: detail)] = last.value }
            case .outcomes:
                outcomes[detail, default: Outcomes(object: object)].add(samples, failure: RequestOutcome.failure(series.labels))
            }
        }
        guard case .outcomes(let share, let rate)? = query.readings[""] else { return }
        for (detail, outcome) in outcomes {
            add(outcome.total, Curve.Key(quantity: rate, object: outcome.object, detail: detail), query.expression, [:])
            let named = [detail, outcome.commonest].compactMap(\.self).joined(separator: ", ")
            add(
                outcome.shares, Curve.Key(quantity: share, object: outcome.object, detail: named.isEmpty ? nil : named), query.expression, [:])
        }
    }

    private mutating func add(_ samples: [MetricSeries.Sample], _ key: Curve.Key, _ query: String, _ labels: [String: String]) {
        guard !samples.isEmpty else { return }
        if curves[key] == nil {
            curves[key] = Curve(key: key, query: query, labels: labels, samples: samples)
        } else {
            curves[key]?.merge(samples)
        }
    }

    /// Rates of requests, by whether they failed.
    private struct Outcomes {
        var object: ObjectReference
        private var all: [Int64: Double] = [:]
        private var failed: [Int64: Double] = [:]
        private var byFailure: [String: Double] = [:]

        init(object: ObjectReference) {
            self.object = object
        }

        mutating func add(_ samples: [MetricSeries.Sample], failure: String?) {
            for sample in samples {
                all[sample.time.microseconds, default: 0] += sample.value
                guard let failure else { continue }
                failed[sample.time.microseconds, default: 0] += sample.value
                byFailure[failure, default: 0] += sample.value
            }
        }

        var total: [MetricSeries.Sample] {
            all.sorted { $0.key < $1.key }.map { MetricSeries.Sample(time: Timestamp(microseconds: $0.key), value: $0.value) }
        }

        /// Where nothing was asked, nothing failed and nothing succeeded.
        var shares: [MetricSeries.Sample] {
            total.filter { $0.value > 0 }.map {
                MetricSeries.Sample(time: $0.time, value: min(1, (failed[$0.time.microseconds] ?? 0) / $0.value))
            }
        }

        var commonest: String? {
            byFailure.filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        }
    }
}
