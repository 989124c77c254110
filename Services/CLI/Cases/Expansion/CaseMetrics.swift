import KubernetesModel
import Primitives

/// The raw series that a case states, over the time that a Prometheus would be asked about.
struct CaseMetrics: Sendable {
    struct Series: Sendable {
        var labels: [String: String]
        /// One a step, the last one at the analysis's now.
        var values: [Double]
    }

    static let step = 30
    static let window = 90 * 60
    private static let count = window / step + 1
    /// Counters change their rate this long before now.
    private static let change = 15 * 60 / step

    private(set) var series: [Series] = []

    init(_ fields: Fields, namespace: String) throws(CaseError) {
        for (metric, value, place) in try fields.map("metrics") {
            guard let entries = value.array else { throw place.error("must be a list of series") }
            for (index, entry) in entries.enumerated() {
                let place = place.element(index)
                let fields = try Fields(entry, at: place)
                try fields.allow(["labels", "value", "from", "to", "rate", "before", "points"])
                var labels = ["__name__": metric, "namespace": namespace]
                for (name, value, place) in try fields.map("labels") {
                    guard value != .null else {
                        labels[name] = nil
                        continue
                    }
                    guard let text = try Fields(["value": value], at: place).text("value") else { throw place.error("must be text") }
                    labels[name] = text
                }
                series.append(Series(labels: labels, values: try Self.values(fields)))
            }
        }
    }

    private static func values(_ fields: Fields) throws(CaseError) -> [Double] {
        if let value = try number("value", fields) { return Array(repeating: value, count: count) }
        if let from = try number("from", fields), let to = try number("to", fields) {
            return (0..<count).map { from + (to - from) * Double($0) / Double(count - 1) }
        }
        if let rate = try number("rate", fields) {
            let before = try number("before", fields) ?? rate
            var value = 1000.0
            return (0..<count).map { position in
                defer { value += (position >= count - 1 - change ? rate : before) * Double(step) }
                return value
            }
        }
        let points = try fields.list("points")
        guard points.count >= 2 else { throw fields.place.error("must have value, from and to, rate, or at least two points") }
        var numbers: [Double] = []
        for (value, place) in points {
            guard let number = number(value) else { throw place.error("must be a number") }
            numbers.append(number)
        }
        return (0..<count).map { position in
            let place = Double(position) / Double(count - 1) * Double(numbers.count - 1)
            let index = min(Int(place), numbers.count - 2)
            return numbers[index] + (numbers[index + 1] - numbers[index]) * (place - Double(index))
        }
    }

    private static func number(_ name: String, _ fields: Fields) throws(CaseError) -> Double? {
        guard let value = fields[name] else { return nil }
        guard let number = number(value) else { throw fields.error(name, "must be a number or a quantity") }
        return number
    }

    private static func number(_ value: JSONValue) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .string(let text): Quantity(text)?.value
        default: nil
        }
    }
}
