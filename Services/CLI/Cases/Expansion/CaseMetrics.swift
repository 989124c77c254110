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
    /// What a case describes, in seconds up to now; before, all is as it is at its beginning.
    private static let described = 90 * 60
    /// Before the oldest alert: its rule's wait, and the hour that levels are compared with.
    private static let past = 105 * 60

    /// Seconds up to now.
    let window: Int
    /// Counters change their rate so many steps before now: a quarter of an hour, or shortly before an alert that is older than what is described.
    private let change: Int
    private var count: Int { window / Self.step + 1 }

    private(set) var series: [Series] = []

    /// - Parameter firing: seconds for which the oldest alert has been firing.
    init(_ fields: Fields, namespace: String, firing: Int) throws(CaseError) {
        let isOld = firing > Self.described
        window = isOld ? firing + Self.past : Self.described
        change = (isOld ? firing + 180 : 15 * 60) / Self.step
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
                series.append(Series(labels: labels, values: try values(fields)))
            }
        }
    }

    private func values(_ fields: Fields) throws(CaseError) -> [Double] {
        if let value = try Self.number("value", fields) { return Array(repeating: value, count: count) }
        if let from = try Self.number("from", fields), let to = try Self.number("to", fields) {
            return (0..<count).map { from + (to - from) * course($0) }
        }
        if let rate = try Self.number("rate", fields) {
            let before = try Self.number("before", fields) ?? rate
            var value = 1000.0
            return (0..<count).map { position in
                defer { value += (position >= count - 1 - change ? rate : before) * Double(Self.step) }
                return value
            }
        }
        let points = try fields.list("points")
        guard points.count >= 2 else { throw fields.place.error("must have value, from and to, rate, or at least two points") }
        var numbers: [Double] = []
        for (value, place) in points {
            guard let number = Self.number(value) else { throw place.error("must be a number") }
            numbers.append(number)
        }
        return (0..<count).map { position in
            let place = course(position) * Double(numbers.count - 1)
            let index = min(Int(place), numbers.count - 2)
            return numbers[index] + (numbers[index + 1] - numbers[index]) * (place - Double(index))
        }
    }

    /// How far a sample is on the way through what is described: 0…1.
    private func course(_ position: Int) -> Double {
        let steps = Self.described / Self.step
        return Double(max(0, position - (count - 1 - steps))) / Double(steps)
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
