import Glibc

/// Source: https://prometheus.io/docs/prometheus/latest/querying/functions/
enum PromFunctions {
    static func call(_ name: String, _ arguments: [PromValue], at time: Double) throws(PromQLError) -> PromValue {
        switch (name, arguments.count) {
        case ("time", 0): return .scalar(time)
        case ("vector", 1): return .vector([PromSample(labels: [:], value: try scalar(arguments[0]))])
        case ("scalar", 1):
            let samples = try vector(arguments[0])
            return .scalar(samples.count == 1 ? samples[0].value : .nan)
        case ("absent", 1): return .vector(try vector(arguments[0]).isEmpty ? [PromSample(labels: [:], value: 1)] : [])
        case ("absent_over_time", 1): return .vector(try matrix(arguments[0]).isEmpty ? [PromSample(labels: [:], value: 1)] : [])
        case ("label_replace", 5): return .vector(try labelReplace(arguments))
        case ("histogram_quantile", 2): return .vector(histogramQuantile(try scalar(arguments[0]), try vector(arguments[1])))
        case ("sort", 1): return .vector(try vector(arguments[0]).sorted { $0.value < $1.value })
        case ("sort_desc", 1): return .vector(try vector(arguments[0]).sorted { $0.value > $1.value })
        case ("quantile_over_time", 2):
            let share = try scalar(arguments[0])
            return over(try matrix(arguments[1])) { PromAggregation.quantile(share, $0.samples.map(\.value)) }
        case ("predict_linear", 2):
            let ahead = try scalar(arguments[1])
            return over(try matrix(arguments[0])) { range in
                fit(range).map { $0.value + $0.slope * ahead }
            }
        case (_, 1):
            if let function = overTime[name] { return over(try matrix(arguments[0]), function) }
            if let function = perSample[name] { return .vector(mapped(try vector(arguments[0]), function)) }
        case ("clamp_max", 2):
            let limit = try scalar(arguments[1])
            return .vector(mapped(try vector(arguments[0])) { min($0, limit) })
        case ("clamp_min", 2):
            let limit = try scalar(arguments[1])
            return .vector(mapped(try vector(arguments[0])) { max($0, limit) })
        case ("clamp", 3):
            let low = try scalar(arguments[1])
            let high = try scalar(arguments[2])
            return .vector(mapped(try vector(arguments[0])) { max(low, min(high, $0)) })
        case ("round", 2):
            let unit = try scalar(arguments[1])
            return .vector(mapped(try vector(arguments[0])) { ($0 / unit).rounded() * unit })
        default: break
        }
        throw PromQLError("unknown function with name \"\(name)\"")
    }

    private static let perSample: [String: @Sendable (Double) -> Double] = [
        "abs": { abs($0) }, "ceil": { $0.rounded(.up) }, "floor": { $0.rounded(.down) }, "round": { $0.rounded() }, "exp": { exp($0) },
        "ln": { log($0) }, "log2": { log2($0) }, "log10": { log10($0) }, "sqrt": { $0.squareRoot() }, "sgn": { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    ]

    private static let overTime: [String: @Sendable (PromRange) -> Double?] = [
        "rate": { increase($0).map { pair in pair.increase / pair.window } },
        "increase": { increase($0)?.increase },
        "irate": { range in
            guard let last = range.samples.last, let before = range.samples.dropLast().last else { return nil }
            return max(0, last.value >= before.value ? last.value - before.value : last.value) / (last.time - before.time)
        },
        "delta": { range in slopeOfEnds(range).map { $0 * range.window } },
        "idelta": { range in
            range.samples.count > 1 ? range.samples[range.samples.count - 1].value - range.samples[range.samples.count - 2].value : nil
        },
        "deriv": { fit($0)?.slope },
        "changes": { Double(zip($0.samples, $0.samples.dropFirst()).count { $0.value != $1.value }) },
        "resets": { Double(zip($0.samples, $0.samples.dropFirst()).count { $0.value > $1.value }) },
        "avg_over_time": { $0.samples.map(\.value).reduce(0, +) / Double($0.samples.count) },
        "max_over_time": { $0.samples.map(\.value).max() },
        "min_over_time": { $0.samples.map(\.value).min() },
        "sum_over_time": { $0.samples.map(\.value).reduce(0, +) },
        "count_over_time": { Double($0.samples.count) },
        "last_over_time": { $0.samples.last?.value },
        "present_over_time": { _ in 1 },
        "stddev_over_time": { PromAggregation.deviation($0.samples.map(\.value)) },
    ]

    // MARK: Ranges

    /// The increase over the whole window, resets aside, as Prometheus extrapolates it from the samples that there are.
    private static func increase(_ range: PromRange) -> (increase: Double, window: Double)? {
        guard let first = range.samples.first, let last = range.samples.last, last.time > first.time else { return nil }
        var sum = 0.0
        for (before, after) in zip(range.samples, range.samples.dropFirst()) {
            sum += after.value >= before.value ? after.value - before.value : after.value
        }
        return (sum / (last.time - first.time) * range.window, range.window)
    }

    private static func slopeOfEnds(_ range: PromRange) -> Double? {
        guard let first = range.samples.first, let last = range.samples.last, last.time > first.time else { return nil }
        return (last.value - first.value) / (last.time - first.time)
    }

    /// A least-squares line: its slope per second, and its value at the end of the range.
    private static func fit(_ range: PromRange) -> (slope: Double, value: Double)? {
        let count = Double(range.samples.count)
        guard count > 1 else { return nil }
        let times = range.samples.map { $0.time - range.end }
        let meanTime = times.reduce(0, +) / count
        let meanValue = range.samples.map(\.value).reduce(0, +) / count
        var covariance = 0.0
        var variance = 0.0
        for (time, sample) in zip(times, range.samples) {
            covariance += (time - meanTime) * (sample.value - meanValue)
            variance += (time - meanTime) * (time - meanTime)
        }
        guard variance > 0 else { return nil }
        let slope = covariance / variance
        return (slope, meanValue - slope * meanTime)
    }

    private static func over(_ ranges: [PromRange], _ function: (PromRange) -> Double?) -> PromValue {
        .vector(
            ranges.compactMap { range in
                function(range).map { PromSample(labels: range.labels.filter { $0.key != "__name__" }, value: $0) }
            })
    }

    private static func mapped(_ samples: [PromSample], _ function: (Double) -> Double) -> [PromSample] {
        samples.map { PromSample(labels: $0.labels.filter { $0.key != "__name__" }, value: function($0.value)) }
    }

    // MARK: Labels and histograms

    private static func labelReplace(_ arguments: [PromValue]) throws(PromQLError) -> [PromSample] {
        guard case .text(let target) = arguments[1], case .text(let replacement) = arguments[2], case .text(let source) = arguments[3],
            case .text(let pattern) = arguments[4]
        else { throw PromQLError("label_replace takes strings") }
        let regex: Regex<AnyRegexOutput>
        do {
            regex = try Regex(pattern)
        } catch {
            throw PromQLError("invalid regular expression in label_replace(): \(pattern)")
        }
        return try vector(arguments[0]).map { sample in
            var sample = sample
            guard let match = (sample.labels[source] ?? "").wholeMatch(of: regex) else { return sample }
            var text = replacement
            for index in (0..<match.count).reversed() { text = text.replacing("$\(index)", with: match[index].substring ?? "") }
            sample.labels[target] = text
            return sample
        }
    }

    private static func histogramQuantile(_ share: Double, _ samples: [PromSample]) -> [PromSample] {
        let groups = Dictionary(grouping: samples) { $0.labels.filter { $0.key != "le" && $0.key != "__name__" } }
        return groups.sorted { "\($0.key)" < "\($1.key)" }.compactMap { labels, samples in
            let buckets = samples.compactMap { sample -> (bound: Double, count: Double)? in
                let text = sample.labels["le"] ?? ""
                return (text == "+Inf" ? .infinity : Double(text)).map { ($0, sample.value) }
            }.sorted { $0.bound < $1.bound }
            guard let total = buckets.last?.count, total > 0 else { return nil }
            let rank = share * total
            guard let index = buckets.firstIndex(where: { $0.count >= rank }) else { return nil }
            if buckets[index].bound == .infinity { return PromSample(labels: labels, value: index > 0 ? buckets[index - 1].bound : .nan) }
            let low = index > 0 ? buckets[index - 1] : (0, 0)
            let width = buckets[index].count - low.1
            let value = low.0 + (buckets[index].bound - low.0) * (width > 0 ? (rank - low.1) / width : 1)
            return PromSample(labels: labels, value: value)
        }
    }

    // MARK: Types

    private static func scalar(_ value: PromValue) throws(PromQLError) -> Double {
        guard case .scalar(let number) = value else { throw PromQLError("expected type scalar") }
        return number
    }

    private static func vector(_ value: PromValue) throws(PromQLError) -> [PromSample] {
        guard case .vector(let samples) = value else { throw PromQLError("expected type instant vector") }
        return samples
    }

    private static func matrix(_ value: PromValue) throws(PromQLError) -> [PromRange] {
        guard case .matrix(let ranges) = value else { throw PromQLError("expected type range vector") }
        return ranges
    }
}
