import Primitives

/// The recursive descent behind ``JSONText``.
struct JSONTextReader {
    let bytes: UnsafeRawBufferPointer
    private let skipping: Set<String>
    /// Bit n: a skipped name has n bytes, or more where n is 63. Most names are told apart by their length alone.
    private let skippedLengths: UInt64
    var index = 0
    private var depth = 0
    private var names = NameTable()
    /// Members of the objects that are being read, the innermost last: a dictionary is made when its size is known.
    private var members: [(name: String, value: JSONValue)] = []

    /// Deeper than any manifest, and shallow enough for a thread's stack.
    private static let maximumDepth = 256

    init(bytes: UnsafeBufferPointer<UInt8>, skipping: Set<String>) {
        self.bytes = UnsafeRawBufferPointer(bytes)
        self.skipping = skipping
        skippedLengths = skipping.reduce(0) { $0 | Self.lengthBit($1) }
        members.reserveCapacity(64)
    }

    mutating func document() throws(JSONText.Malformed) -> JSONValue {
        let value = try value()
        try end()
        return value
    }

    /// Reads a document that is an object, and hands each element of its member `items` over as soon as it is read, so that no more than one
    /// of them is held as a tree.
    ///
    /// - Returns: the other members; `items` is among them, empty, where it is an array.
    mutating func list(_ take: (JSONValue) -> Void) throws(JSONText.Malformed) -> JSONValue {
        skipSpace()
        guard peek(UInt8(ascii: "{")) else { return try document() }
        var others: [String: JSONValue] = [:]
        try enter()
        skipSpace()
        if peek(UInt8(ascii: "}")) {
            index += 1
        } else {
            repeat {
                let name = try memberName()
                if name == "items", peek(UInt8(ascii: "[")) {
                    others[name] = .array([])
                    try elements { take($0) }
                } else if isSkipped(name) {
                    try skip()
                } else {
                    others[name] = try value()
                }
            } while try continues(until: UInt8(ascii: "}"))
        }
        try end()
        return .object(others)
    }

    private mutating func end() throws(JSONText.Malformed) {
        skipSpace()
        guard index == bytes.count else { throw malformed("text after the value") }
    }

    func malformed(_ reason: String) -> JSONText.Malformed {
        JSONText.Malformed(reason: reason, offset: index)
    }

    // MARK: Values

    @inline(__always)
    private mutating func skipSpace() {
        while index < bytes.count {
            let byte = bytes[index]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            index += 1
        }
    }

    private mutating func value() throws(JSONText.Malformed) -> JSONValue {
        skipSpace()
        guard index < bytes.count else { throw malformed("text ends early") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["):
            var all: [JSONValue] = []
            try elements { all.append($0) }
            return .array(all)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(JSONText.Malformed) -> JSONValue {
        try enter()
        skipSpace()
        if peek(UInt8(ascii: "}")) {
            leave()
            return .object([:])
        }
        let start = members.count
        repeat {
            let name = try memberName()
            if isSkipped(name) {
                try skip()
            } else {
                let value = try value()
                members.append((name, value))
            }
        } while try continues(until: UInt8(ascii: "}"))
        var object = [String: JSONValue](minimumCapacity: members.count - start)
        // Taken out from the end, members are moved and not copied; of two of one name the later one holds.
        while members.count > start {
            let (name, value) = members.removeLast()
            if let later = object.updateValue(value, forKey: name) { object[name] = later }
        }
        return .object(object)
    }

    private mutating func elements(_ take: (JSONValue) -> Void) throws(JSONText.Malformed) {
        try enter()
        skipSpace()
        if peek(UInt8(ascii: "]")) {
            leave()
            return
        }
        repeat {
            take(try value())
        } while try continues(until: UInt8(ascii: "]"))
    }

    private mutating func memberName() throws(JSONText.Malformed) -> String {
        skipSpace()
        guard peek(UInt8(ascii: "\"")) else { throw malformed("a member needs a name") }
        let start = index + 1
        let name: String
        if let end = plainEnd() {
            name = names.name(bytes, start..<end)
            index = end + 1
        } else {
            name = try string()
        }
        skipSpace()
        guard peek(UInt8(ascii: ":")) else { throw malformed("a colon is missing") }
        index += 1
        skipSpace()
        return name
    }

    /// - Returns: false after the closing bracket.
    private mutating func continues(until bracket: UInt8) throws(JSONText.Malformed) -> Bool {
        skipSpace()
        if peek(UInt8(ascii: ",")) {
            index += 1
            return true
        }
        guard peek(bracket) else { throw malformed(bracket == UInt8(ascii: "]") ? "an array doesn't end" : "an object doesn't end") }
        leave()
        return false
    }

    private mutating func enter() throws(JSONText.Malformed) {
        depth += 1
        index += 1
        guard depth <= Self.maximumDepth else { throw malformed("nested too deeply") }
    }

    private mutating func leave() {
        index += 1
        depth -= 1
    }

    func peek(_ byte: UInt8) -> Bool {
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
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text) else { throw malformed("not a number") }
        return .number(number)
    }
}

// MARK: Skipping

extension JSONTextReader {
    private static func lengthBit(_ name: String) -> UInt64 { 1 << UInt64(min(name.utf8.count, 63)) }

    private func isSkipped(_ name: String) -> Bool {
        skippedLengths & Self.lengthBit(name) != 0 && skipping.contains(name)
    }

    /// Passes a value that nobody asks for, by its brackets and strings alone.
    private mutating func skip() throws(JSONText.Malformed) {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "[") else {
            if peek(UInt8(ascii: "\"")) {
                try passString()
                index += 1
            } else {
                _ = try value()
            }
            return
        }
        var open = 0
        repeat {
            guard index < bytes.count else { throw malformed("text ends early") }
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): open -= 1
            case UInt8(ascii: "\""): try passString()
            default: break
            }
            index += 1
        } while open > 0
    }

    /// Moves to the closing quote.
    private mutating func passString() throws(JSONText.Malformed) {
        index += 1
        while true {
            index = endOfPlainText(from: index)
            guard index < bytes.count else { throw malformed("a string doesn't end") }
            if bytes[index] == UInt8(ascii: "\"") { return }
            index += 2
        }
    }
}
