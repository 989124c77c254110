import Primitives

/// What plain scalars mean; a quoted one is always a text.
package enum YAMLScalars: Hashable, Sendable {
    /// YAML 1.2's core schema: `true`, `null`, `8080`, `0x1F` and `0.5` are what they look like, and `yes`, `no`, `on`, `off` are words.
    /// Kubernetes' own reader holds to YAML 1.1, where those four are booleans, and warns of them; whoever means a boolean writes `true`.
    ///
    /// Two departures: a number with a leading zero stays a text, because it is a file mode to YAML 1.1, a decimal to YAML 1.2, and to people
    /// most often the beginning of a hash; and `.inf` and `.nan` stay texts, because JSON has no such numbers.
    ///
    /// Source: https://yaml.org/spec/1.2.2/#103-core-schema
    case core
    /// Every scalar is a text, or null: what `on` or `007` mean is for whoever reads the value.
    case text

    func value(ofPlain text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        default: break
        }
        guard self == .core else { return .string(text) }
        switch text {
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return Self.number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        let bytes = Array(text.utf8)
        if bytes.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")]) { return integer(text.dropFirst(2), radix: 16) }
        if bytes.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "o")]) { return integer(text.dropFirst(2), radix: 8) }
        var rest = bytes[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        guard !(whole.count > 1 && whole.first == UInt8(ascii: "0")) else { return nil }
        rest.removeFirst(whole.count)
        if rest.isEmpty {
            guard !whole.isEmpty else { return nil }
            return Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.number)
        }
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = rest.prefix(while: isDigit)
            rest.removeFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty, isExponent(rest) else { return nil }
        // Swift reads `1.` and `.5` as YAML does only with the zero that is left out.
        let mantissa = "\(String(decoding: whole, as: UTF8.self)).\(String(decoding: fraction, as: UTF8.self))0"
        let sign = bytes.first == UInt8(ascii: "-") ? "-0" : "0"
        guard let number = Double("\(sign)\(mantissa)\(String(decoding: rest, as: UTF8.self))"), number.isFinite else { return nil }
        return .number(number)
    }

    private static func integer(_ digits: Substring, radix: Int) -> JSONValue? {
        // No sign stands between the prefix and the digits.
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return Int64(digits, radix: radix).map(JSONValue.integer)
    }

    private static func isExponent(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let mark = bytes.first else { return true }
        guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
        var digits = bytes.dropFirst()
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        return !digits.isEmpty && digits.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
