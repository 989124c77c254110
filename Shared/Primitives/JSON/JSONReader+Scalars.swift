extension JSONReader {
    /// nil where no value begins.
    public var kind: Kind? {
        guard index < bytes.count else { return nil }
        return switch bytes[index] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: nil
        }
    }

    /// Passes a null; anything else is left to be read.
    public mutating func isNull() throws(JSONDecodingError) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }

    public mutating func bool() throws(JSONDecodingError) -> Bool {
        guard kind == .bool else { throw unfit("must be true or false") }
        let value = bytes[index] == UInt8(ascii: "t")
        try literal(value ? "true" : "false")
        return value
    }

    /// A whole number, however it is written: `1e3` is one, `1.5` isn't.
    public mutating func integer() throws(JSONDecodingError) -> Int64 {
        switch try number("must be an integer") {
        case .integer(let value): return value
        case .fraction(let value):
            guard let integer = Int64(exactly: value) else { throw JSONDecodingError(path: "", message: "must be an integer") }
            return integer
        }
    }

    public mutating func double() throws(JSONDecodingError) -> Double {
        switch try number("must be a number") {
        case .integer(let value): Double(value)
        case .fraction(let value): value
        }
    }

    /// Passes one value of any kind, checking it on the way. Objects may have any number of members, because none is kept.
    public mutating func skip() throws(JSONDecodingError) {
        switch kind {
        case .object: try object(atMost: .max) { _, _ throws(JSONDecodingError) in }
        case .array: try array { _, _ throws(JSONDecodingError) in }
        case .string: _ = try scanString()
        case .number: _ = try scanNumber()
        case .bool: _ = try bool()
        case .null: try literal("null")
        case nil: throw unfit("")
        }
    }

    /// One value of any kind, as a tree. A number that is whole is an integer, however it is written.
    ///
    /// - Parameter omitting: names of members that are left out wherever they stand.
    public mutating func value(omitting: Set<String> = []) throws(JSONDecodingError) -> JSONValue {
        var budget = limits.values
        return try value(omitting: omitting, budget: &budget)
    }

    private mutating func value(omitting: Set<String>, budget: inout Int) throws(JSONDecodingError) -> JSONValue {
        budget -= 1
        guard budget >= 0 else { throw JSONDecodingError(path: "", message: "holds more than \(limits.values) values") }
        switch kind {
        case .object:
            var members: [String: JSONValue] = [:]
            try object { name, reader throws(JSONDecodingError) in
                if !omitting.contains(name) { members[name] = try reader.value(omitting: omitting, budget: &budget) }
            }
            return .object(members)
        case .array:
            var elements: [JSONValue] = []
            try array { _, reader throws(JSONDecodingError) in
                elements.append(try reader.value(omitting: omitting, budget: &budget))
            }
            return .array(elements)
        case .string: return .string(try string())
        case .number:
            switch try number("") {
            case .integer(let value): return .integer(value)
            case .fraction(let value): return Int64(exactly: value).map { .integer($0) } ?? .number(value)
            }
        case .bool: return .bool(try bool())
        case .null:
            try literal("null")
            return .null
        case nil: throw unfit("")
        }
    }

    private mutating func literal(_ text: StaticString) throws(JSONDecodingError) {
        for offset in 0..<text.utf8CodeUnitCount {
            guard index + offset < bytes.count, bytes[index + offset] == text.utf8Start[offset] else { throw malformed("no value begins") }
        }
        index += text.utf8CodeUnitCount
    }

    // MARK: Numbers

    private enum Number {
        case integer(Int64)
        case fraction(Double)
    }

    private mutating func number(_ expectation: String) throws(JSONDecodingError) -> Number {
        guard kind == .number else { throw unfit(expectation) }
        let (range, isWhole) = try scanNumber()
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let value = Double(text), value.isFinite else {
            throw JSONDecodingError(path: "", message: "is a number beyond what can be held")
        }
        return .fraction(value)
    }

    /// Section 6 of RFC 8259: an integer without leading zeros, then perhaps a fraction, then perhaps an exponent.
    private mutating func scanNumber() throws(JSONDecodingError) -> (range: Range<Int>, isWhole: Bool) {
        let start = index
        var isWhole = true
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let hasLeadingZero = index < bytes.count && bytes[index] == UInt8(ascii: "0")
        guard let digits = digits(), !hasLeadingZero || digits == 1 else { throw malformed("a number is misspelt") }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            guard self.digits() != nil else { throw malformed("a number is misspelt") }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            guard self.digits() != nil else { throw malformed("a number is misspelt") }
        }
        return (start..<index, isWhole)
    }

    /// - Returns: how many were passed; nil for none.
    private mutating func digits() -> Int? {
        let start = index
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index > start ? index - start : nil
    }
}
