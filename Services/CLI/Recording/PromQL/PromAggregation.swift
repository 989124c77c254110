/// `sum by (…)` and its like.
struct PromAggregation: Sendable {
    var name: String
    var parameter: PromValue?
    var grouping: PromGrouping

    func apply(to samples: [PromSample]) throws(PromQLError) -> [PromSample] {
        let groups = Dictionary(grouping: samples, by: { key(of: $0.labels) }).sorted { "\($0.key)" < "\($1.key)" }
        var result: [PromSample] = []
        for (labels, members) in groups {
            let values = members.map(\.value)
            let sum = values.reduce(0, +)
            switch name {
            case "sum": result.append(PromSample(labels: labels, value: sum))
            case "avg": result.append(PromSample(labels: labels, value: sum / Double(values.count)))
            case "min": result.append(PromSample(labels: labels, value: values.min() ?? .nan))
            case "max": result.append(PromSample(labels: labels, value: values.max() ?? .nan))
            case "count": result.append(PromSample(labels: labels, value: Double(values.count)))
            case "group": result.append(PromSample(labels: labels, value: 1))
            case "stddev": result.append(PromSample(labels: labels, value: Self.deviation(values)))
            case "stdvar": result.append(PromSample(labels: labels, value: Self.deviation(values) * Self.deviation(values)))
            case "quantile": result.append(PromSample(labels: labels, value: Self.quantile(try number(), values)))
            case "topk": result += members.sorted { $0.value > $1.value }.prefix(max(0, Int(try number())))
            case "bottomk": result += members.sorted { $0.value < $1.value }.prefix(max(0, Int(try number())))
            default: throw PromQLError("unknown aggregation \(name)")
            }
        }
        return result
    }

    private func key(of labels: [String: String]) -> [String: String] {
        grouping.isWithout
            ? labels.filter { $0.key != "__name__" && !grouping.labels.contains($0.key) } : labels.filter { grouping.labels.contains($0.key) }
    }

    private func number() throws(PromQLError) -> Double {
        guard case .scalar(let value)? = parameter, value.isFinite else { throw PromQLError("\(name) takes a number") }
        return value
    }

    static func deviation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    static func quantile(_ share: Double, _ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.last else { return .nan }
        let place = max(0, min(1, share)) * Double(sorted.count - 1)
        let index = Int(place)
        return index + 1 < sorted.count ? sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index)) : last
    }
}
