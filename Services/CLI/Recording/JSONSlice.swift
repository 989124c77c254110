/// One value inside a JSON text, as the bytes that it was written with.
package struct JSONSlice: Sendable {
    package let bytes: ArraySlice<UInt8>

    private init(unchecked bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// The value that is the whole of `text`, which is checked once here: what is read of the slice later can't fail.
    package init(parsing text: [UInt8]) throws(JSONSyntaxError) {
        var scanner = JSONScanner(text[...])
        let range = try scanner.value()
        try scanner.expectEnd()
        self.init(unchecked: text[range])
    }

    /// The members of an object in the order of the text; empty for any other value.
    package var members: [(name: String, value: JSONSlice)] {
        var found: [(name: String, value: JSONSlice)] = []
        guard bytes.first == UInt8(ascii: "{") else { return found }
        var scanner = JSONScanner(bytes)
        try? scanner.members { key, value in
            if let name = Self.unquoted(bytes[key]) { found.append((name, JSONSlice(unchecked: bytes[value]))) }
        }
        return found
    }

    /// The elements of an array; empty for any other value.
    package var elements: [JSONSlice] {
        var found: [JSONSlice] = []
        guard bytes.first == UInt8(ascii: "[") else { return found }
        var scanner = JSONScanner(bytes)
        try? scanner.elements { found.append(JSONSlice(unchecked: bytes[$0])) }
        return found
    }

    package subscript(_ name: String) -> JSONSlice? {
        guard bytes.first == UInt8(ascii: "{") else { return nil }
        var found: JSONSlice?
        var scanner = JSONScanner(bytes)
        let wanted = Array("\"\(name)\"".utf8)
        try? scanner.members { key, value in
            if found == nil, bytes[key].elementsEqual(wanted) { found = JSONSlice(unchecked: bytes[value]) }
        }
        return found
    }

    /// Follows `metadata.name` and the like; nil where a step is missing.
    package subscript(path path: [String]) -> JSONSlice? {
        var current: JSONSlice? = self
        for step in path { current = current?[step] }
        return current
    }

    package var string: String? { Self.unquoted(bytes) }

    /// A string's content, and the text of any other scalar: what a field selector compares.
    package var text: String {
        string ?? String(decoding: bytes, as: UTF8.self)
    }

    package var isNull: Bool { bytes.elementsEqual("null".utf8) }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "\"") else { return nil }
        let content = bytes.dropFirst().dropLast()
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        return JSONString.decoded(content)
    }
}

/// The escapes of a JSON string (RFC 8259, section 7).
package enum JSONString {
    /// - Returns: nil for an escape that doesn't exist. Half a surrogate pair becomes U+FFFD.
    static func decoded(_ content: ArraySlice<UInt8>) -> String? {
        var units: [UInt16] = []
        var result = ""
        var plain: [UInt8] = []
        func flush() {
            result += String(decoding: units, as: UTF16.self)
            result += String(decoding: plain, as: UTF8.self)
            units.removeAll()
            plain.removeAll()
        }
        var index = content.startIndex
        while index < content.endIndex {
            let byte = content[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                if !units.isEmpty { flush() }
                plain.append(byte)
                continue
            }
            guard index < content.endIndex else { return nil }
            let escape = content[index]
            index += 1
            if escape == UInt8(ascii: "u") {
                guard index + 4 <= content.endIndex,
                    let unit = UInt16(String(decoding: content[index..<index + 4], as: UTF8.self), radix: 16)
                else { return nil }
                if !plain.isEmpty { flush() }
                units.append(unit)
                index += 4
            } else {
                guard let character = short[escape] else { return nil }
                if !units.isEmpty { flush() }
                plain.append(character)
            }
        }
        flush()
        return result
    }

    private static let short: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    /// `text` as a JSON string, quotes included.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
