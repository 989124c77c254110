/// What an expression comes to at one moment.
enum PromValue: Sendable {
    case scalar(Double)
    case text(String)
    case vector([PromSample])
    case matrix([PromRange])
}

struct PromSample: Sendable {
    var labels: [String: String]
    var value: Double
}

struct PromRange: Sendable {
    var labels: [String: String]
    var samples: [(time: Double, value: Double)]
    /// What was asked for, in seconds.
    var window: Double
    var end: Double
}

/// Evaluates expressions over raw series.
struct PromEvaluator: Sendable {
    let store: PromSeriesStore

    /// Prometheus' default lookback.
    private static let staleness = 300.0

    func evaluate(_ expression: PromExpression, at time: Double) throws(PromQLError) -> PromValue {
        switch expression {
        case .number(let value): return .scalar(value)
        case .string(let text): return .text(text)
        case .selector(let selector): return try select(selector, at: time)
        case .subquery(let inner, let range, let step, let offset):
            return .matrix(try subquery(inner, range: range, step: step, at: time - offset))
        case .negative(let inner):
            switch try evaluate(inner, at: time) {
            case .scalar(let value): return .scalar(-value)
            case .vector(let samples): return .vector(samples.map { PromSample(labels: unnamed($0.labels), value: -$0.value) })
            default: throw PromQLError("unary expression only allowed on scalars and vectors")
            }
        case .call(let name, let arguments):
            var values: [PromValue] = []
            for argument in arguments { values.append(try evaluate(argument, at: time)) }
            return try PromFunctions.call(name, values, at: time)
        case .aggregation(let name, let operand, let parameter, let grouping):
            guard case .vector(let samples) = try evaluate(operand, at: time) else { throw PromQLError("expected an instant vector in aggregation") }
            let parameter = try parameter.map { expression throws(PromQLError) in try evaluate(expression, at: time) }
            return .vector(try PromAggregation(name: name, parameter: parameter, grouping: grouping).apply(to: samples))
        case .binary(let sign, let left, let right, let matching):
            return try PromOperator(sign: sign, matching: matching).apply(try evaluate(left, at: time), try evaluate(right, at: time))
        }
    }

    private func unnamed(_ labels: [String: String]) -> [String: String] {
        labels.filter { $0.key != "__name__" }
    }

    private func select(_ selector: PromSeriesSelector, at time: Double) throws(PromQLError) -> PromValue {
        let time = time - selector.offset
        let series = try store.matching(selector)
        if let range = selector.range {
            return .matrix(
                series.compactMap { one in
                    let samples = one.samples(after: time - range, upTo: time)
                    return samples.isEmpty ? nil : PromRange(labels: one.labels, samples: samples, window: range, end: time)
                })
        }
        return .vector(
            series.compactMap { one in
                one.samples(after: time - Self.staleness, upTo: time).last.map { PromSample(labels: one.labels, value: $0.value) }
            })
    }

    private func subquery(_ inner: PromExpression, range: Double, step: Double, at time: Double) throws(PromQLError) -> [PromRange] {
        var order: [[String: String]] = []
        var found: [[String: String]: [(time: Double, value: Double)]] = [:]
        var moment = ((time - range) / step).rounded(.down) * step + step
        while moment <= time {
            switch try evaluate(inner, at: moment) {
            case .vector(let samples):
                for sample in samples {
                    if found[sample.labels] == nil { order.append(sample.labels) }
                    found[sample.labels, default: []].append((moment, sample.value))
                }
            case .scalar(let value):
                if found[[:]] == nil { order.append([:]) }
                found[[:], default: []].append((moment, value))
            default: throw PromQLError("subquery is only allowed on instant vector")
            }
            moment += step
        }
        return order.map { PromRange(labels: $0, samples: found[$0] ?? [], window: range, end: time) }
    }
}
