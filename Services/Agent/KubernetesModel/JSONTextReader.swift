import Primitives

/// The recursive descent behind ``JSONText``.
struct JSONTextReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let skipping: Set<String>
    private var index = 0
    private var depth = 0

    /// Deeper than any manifest, and shallow enough for a thread's stack.
    private static let maximumDepth = 256

    init(bytes: UnsafeBufferPointer<UInt8>, skipping: Set<String>) {
        self.bytes = bytes
        self.skipping = skipping
    }

    mutating func document() throws(JSONText.Malformed) -> JSONValue {
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw malformed("text after the value") }
        return value
    }

    private func malformed(_ reason: String) -> JSONText.Malformed {
        JSONText.Malformed(reason: reason, offset: index)
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func value() throws(JSONText.Malformed) -> JSONValue {
        skipSpace()
        guard index < bytes.count else { throw malformed("text ends early") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func enter() throws(JSONText.Malformed) {
        depth += 1
        index += 1
        guard depth <= Self.maximumDepth else { throw malformed("nested too deeply") }
    }

    private mutating func object() throws(JSONText.Malformed) -> JSONValue {
        try enter()
        var members: [String: JSONValue] = [:]
        skipSpace()
        if peek(UInt8(ascii: "}")) { return leave(.object(members)) }
        while true {
            skipSpace()
            guard peek(UInt8(ascii: "\"")) else { throw malformed("a member needs a name") }
            let name = try string()
            skipSpace()
            guard peek(UInt8(ascii: ":")) else { throw malformed("a colon is missing") }
            index += 1
            if skipping.contains(name) {
                _ = try value()
            } else {
                members[name] = try value()
            }
            skipSpace()
            if peek(UInt8(ascii: ",")) {
                index += 1
            } else if peek(UInt8(ascii: "}")) {
                return leave(.object(members))
            } else {
                throw malformed("an object doesn't end")
            }
        }
    }

    private mutating func array() throws(JSONText.Malformed) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        skipSpace()
        if peek(UInt8(ascii: "]")) { return leave(.array(elements)) }
        while true {
            elements.append(try value())
            skipSpace()
            if peek(UInt8(ascii: ",")) {
                index += 1
            } else if peek(UInt8(ascii: "]")) {
                return leave(.array(elements))
            } else {
                throw malformed("an array doesn't end")
            }
        }
    }

    private mutating func leave(_ value: JSONValue) -> JSONValue {
        index += 1
        depth -= 1
        return value
    }

    private func peek(_ byte: UInt8) -> Bool {
        index < bytes.count && bytes[index] == byte
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONText.Malformed) -> JSONValue {
        for offset in 0..<text.utf8CodeUnitCount {
            guard index + offset < bytes.count, bytes[index + offset] == text.utf8Start[offset] else { throw malformed("unknown literal") }
        }
        index += text.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws(JSONText.Malformed) -> JSONValue {
        let start = index
        var isInteger = true
        scan: while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): index += 1
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"):
                isInteger = false
                index += 1
            default: break scan
            }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text) else { throw malformed("not a number") }
        return .number(number)
    }

    private mutating func string() throws(JSONText.Malformed) -> String {
        index += 1
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                index += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            default:
                index += 1
            }
        }
        throw malformed("a string doesn't end")
    }

    private mutating func escapedString(from start: Int) throws(JSONText.Malformed) -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard index < bytes.count else { break }
            let escape = bytes[index]
            index += 1
            switch escape {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
            case UInt8(ascii: "u"): text.append(contentsOf: try unicodeScalar().utf8)
            default: throw malformed("unknown escape")
            }
        }
        throw malformed("a string doesn't end")
    }

    /// The digits after `\u`, with the second half of a surrogate pair where there is one. A lone half becomes U+FFFD.
    private mutating func unicodeScalar() throws(JSONText.Malformed) -> String {
        let first = try hexadecimal()
        guard (0xD800...0xDFFF).contains(first) else { return String(Unicode.Scalar(first).map(Character.init) ?? "\u{FFFD}") }
        guard first < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        index += 2
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second) else { return "\u{FFFD}" }
        let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        return String(Unicode.Scalar(scalar).map(Character.init) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal() throws(JSONText.Malformed) -> UInt32 {
        guard index + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16) else {
            throw malformed("four hexadecimal digits are missing")
        }
        index += 4
        return value
    }
}
