/// A PromQL expression, as far as alerts and dashboards need it.
indirect enum PromExpression: Sendable {
    case number(Double)
    case string(String)
    case selector(PromSeriesSelector)
    /// Of an expression over a range, with a step.
    case subquery(PromExpression, range: Double, step: Double, offset: Double)
    case call(String, [PromExpression])
    case aggregation(String, PromExpression, parameter: PromExpression?, PromGrouping)
    case binary(String, PromExpression, PromExpression, PromMatching)
    case negative(PromExpression)
}

struct PromSeriesSelector: Sendable {
    var metric: String?
    var matchers: [PromMatcher]
    /// Seconds; nil for an instant.
    var range: Double?
    var offset = 0.0
}

/// The labels that an aggregation keeps (`by`) or drops (`without`).
struct PromGrouping: Sendable {
    var labels: [String] = []
    var isWithout = false
}

/// How the two sides of an operator find each other.
struct PromMatching: Sendable {
    /// nil: by all labels.
    var labels: [String]?
    var isOn = false
    /// Many series of the left side may match one of the right.
    var isGroupLeft = false
    var isGroupRight = false
    /// Labels that are taken from the one side.
    var included: [String] = []
    /// A comparison gives 0 or 1 in place of leaving series out.
    var isBool = false
}

/// Source: https://prometheus.io/docs/prometheus/latest/querying/operators/
struct PromParser {
    private var tokens: ArraySlice<PromToken>

    static func parse(_ text: String) throws(PromQLError) -> PromExpression {
        var parser = PromParser(tokens: try PromToken.tokens(of: text)[...])
        let expression = try parser.expression(level: 0)
        guard parser.tokens.isEmpty else { throw PromQLError("unexpected text after the expression") }
        return expression
    }

    private static let levels: [Set<String>] = [
        ["or"], ["and", "unless"], ["==", "!=", ">", "<", ">=", "<="], ["+", "-"], ["*", "/", "%", "atan2"],
    ]
    static let aggregations: Set<String> = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "topk", "bottomk", "quantile"]

    private mutating func expression(level: Int) throws(PromQLError) -> PromExpression {
        guard level < Self.levels.count else { return try unary() }
        var left = try expression(level: level + 1)
        while let sign = text(of: tokens.first), Self.levels[level].contains(sign) {
            tokens.removeFirst()
            let matching = try matching()
            left = .binary(sign, left, try expression(level: level + 1), matching)
        }
        return left
    }

    private mutating func unary() throws(PromQLError) -> PromExpression {
        if take("-") { return .negative(try unary()) }
        if take("+") { return try unary() }
        let base = try postfix()
        if take("^") { return .binary("^", base, try unary(), PromMatching()) }
        return base
    }

    /// A selector or a bracket, and the range, subquery and offset behind it.
    private mutating func postfix() throws(PromQLError) -> PromExpression {
        var base = try primary()
        if take("[") {
            guard case .duration(let range)? = tokens.popFirst() else { throw PromQLError("missing range") }
            if take(":") {
                var step = 60.0
                if case .duration(let own)? = tokens.first {
                    step = own
                    tokens.removeFirst()
                }
                base = .subquery(base, range: range, step: max(step, 1), offset: 0)
            } else {
                guard case .selector(var selector) = base else { throw PromQLError("ranges only allowed for vector selectors") }
                selector.range = range
                base = .selector(selector)
            }
            try expect("]")
        }
        if take("offset") {
            let isNegative = take("-")
            guard case .duration(let seconds)? = tokens.popFirst() else { throw PromQLError("missing offset") }
            let offset = isNegative ? -seconds : seconds
            switch base {
            case .selector(var selector):
                selector.offset = offset
                base = .selector(selector)
            case .subquery(let inner, let range, let step, _): base = .subquery(inner, range: range, step: step, offset: offset)
            default: throw PromQLError("offset modifier must be preceded by a selector")
            }
        }
        return base
    }

    private mutating func primary() throws(PromQLError) -> PromExpression {
        switch tokens.popFirst() {
        case .number(let value)?: return .number(value)
        case .string(let text)?: return .string(text)
        case .sign("(")?:
            let inner = try expression(level: 0)
            try expect(")")
            return inner
        case .sign("{")?: return .selector(PromSeriesSelector(metric: nil, matchers: try matchers()))
        case .name(let name)?:
            if name.lowercased() == "inf" { return .number(.infinity) }
            if name.lowercased() == "nan" { return .number(.nan) }
            if Self.aggregations.contains(name.lowercased()), isOpening(tokens.first) { return try aggregation(name.lowercased()) }
            if take("(") { return .call(name, try arguments()) }
            return .selector(PromSeriesSelector(metric: name, matchers: take("{") ? try matchers() : []))
        default: throw PromQLError("unexpected end of input")
        }
    }

    private func isOpening(_ token: PromToken?) -> Bool {
        ["(", "by", "without"].contains(text(of: token))
    }

    private mutating func aggregation(_ name: String) throws(PromQLError) -> PromExpression {
        var grouping = try grouping()
        try expect("(")
        var arguments = try arguments()
        if grouping == nil { grouping = try self.grouping() }
        guard let operand = arguments.popLast() else { throw PromQLError("no arguments for aggregate expression provided") }
        return .aggregation(name, operand, parameter: arguments.first, grouping ?? PromGrouping())
    }

    private mutating func grouping() throws(PromQLError) -> PromGrouping? {
        if take("by") { return PromGrouping(labels: try names()) }
        if take("without") { return PromGrouping(labels: try names(), isWithout: true) }
        return nil
    }

    private mutating func arguments() throws(PromQLError) -> [PromExpression] {
        var arguments: [PromExpression] = []
        while !take(")") {
            arguments.append(try expression(level: 0))
            if !take(","), tokens.first != .sign(")") { throw PromQLError("unexpected text in call arguments") }
        }
        return arguments
    }

    private mutating func matching() throws(PromQLError) -> PromMatching {
        var matching = PromMatching()
        matching.isBool = take("bool")
        if take("on") {
            matching.isOn = true
            matching.labels = try names()
        } else if take("ignoring") {
            matching.labels = try names()
        }
        if take("group_left") {
            matching.isGroupLeft = true
            if tokens.first == .sign("(") { matching.included = try names() }
        } else if take("group_right") {
            matching.isGroupRight = true
            if tokens.first == .sign("(") { matching.included = try names() }
        }
        return matching
    }

    private mutating func names() throws(PromQLError) -> [String] {
        try expect("(")
        var names: [String] = []
        while !take(")") {
            guard case .name(let name)? = tokens.popFirst() else { throw PromQLError("unexpected text in grouping labels") }
            names.append(name)
            _ = take(",")
        }
        return names
    }

    private mutating func matchers() throws(PromQLError) -> [PromMatcher] {
        var found: [PromMatcher] = []
        while !take("}") {
            guard case .name(let label)? = tokens.popFirst(), case .sign(let sign)? = tokens.popFirst(), let kind = PromMatcher.Kind(rawValue: sign),
                case .string(let value)? = tokens.popFirst()
            else { throw PromQLError("unexpected text in label matching") }
            found.append(PromMatcher(label: label, kind: kind, value: value))
            _ = take(",")
        }
        return found
    }

    /// A sign or a keyword. Keywords are told apart from names by where they stand, and written in any case: `or`, `OR`.
    private func text(of token: PromToken?) -> String? {
        switch token {
        case .sign(let sign)?: sign
        case .name(let name)?: name.lowercased()
        default: nil
        }
    }

    private mutating func take(_ wanted: String) -> Bool {
        guard text(of: tokens.first) == wanted else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func expect(_ wanted: String) throws(PromQLError) {
        guard take(wanted) else { throw PromQLError("expected \(wanted)") }
    }
}
