import Glibc

/// A binary operator between two values.
struct PromOperator: Sendable {
    var sign: String
    var matching: PromMatching

    private var isComparison: Bool { ["==", "!=", ">", "<", ">=", "<="].contains(sign) }

    func apply(_ left: PromValue, _ right: PromValue) throws(PromQLError) -> PromValue {
        switch (left, right) {
        case (.scalar(let left), .scalar(let right)): return .scalar(compute(left, right) ?? .nan)
        case (.vector(let samples), .scalar(let number)):
            return .vector(samples.compactMap { sample in result(compute(sample.value, number), kept: sample.value, labels: sample.labels) })
        case (.scalar(let number), .vector(let samples)):
            return .vector(samples.compactMap { sample in result(compute(number, sample.value), kept: sample.value, labels: sample.labels) })
        case (.vector(let left), .vector(let right)):
            return .vector(["and", "or", "unless"].contains(sign) ? combine(left, right) : match(left, right))
        default: throw PromQLError("binary expression must contain only scalar and instant vector types")
        }
    }

    /// A comparison gives 1 or 0.
    private func compute(_ left: Double, _ right: Double) -> Double? {
        switch sign {
        case "+": left + right
        case "-": left - right
        case "*": left * right
        case "/": left / right
        case "%": fmod(left, right)
        case "^": pow(left, right)
        case "==": left == right ? 1 : 0
        case "!=": left != right ? 1 : 0
        case ">": left > right ? 1 : 0
        case "<": left < right ? 1 : 0
        case ">=": left >= right ? 1 : 0
        case "<=": left <= right ? 1 : 0
        default: nil
        }
    }

    private func result(_ value: Double?, kept: Double, labels: [String: String]) -> PromSample? {
        guard let value else { return nil }
        if isComparison, !matching.isBool { return value == 1 ? PromSample(labels: labels, value: kept) : nil }
        return PromSample(labels: labels.filter { $0.key != "__name__" }, value: value)
    }

    private func key(of labels: [String: String]) -> [String: String] {
        guard let names = matching.labels else { return labels.filter { $0.key != "__name__" } }
        return matching.isOn
            ? labels.filter { names.contains($0.key) } : labels.filter { $0.key != "__name__" && !names.contains($0.key) }
    }

    private func combine(_ left: [PromSample], _ right: [PromSample]) -> [PromSample] {
        let keys = Set(right.map { key(of: $0.labels) })
        switch sign {
        case "and": return left.filter { keys.contains(key(of: $0.labels)) }
        case "unless": return left.filter { !keys.contains(key(of: $0.labels)) }
        default:
            let own = Set(left.map { key(of: $0.labels) })
            return left + right.filter { !own.contains(key(of: $0.labels)) }
        }
    }

    private func match(_ left: [PromSample], _ right: [PromSample]) -> [PromSample] {
        let many = matching.isGroupRight ? right : left
        let one = Dictionary((matching.isGroupRight ? left : right).map { (key(of: $0.labels), $0) }, uniquingKeysWith: { first, _ in first })
        let isGrouped = matching.isGroupLeft || matching.isGroupRight
        return many.compactMap { sample in
            guard let other = one[key(of: sample.labels)] else { return nil }
            let (first, second) = matching.isGroupRight ? (other.value, sample.value) : (sample.value, other.value)
            var labels = isComparison || isGrouped ? sample.labels : key(of: sample.labels)
            for name in matching.included { labels[name] = other.labels[name] }
            return result(compute(first, second), kept: first, labels: labels)
        }
    }
}
