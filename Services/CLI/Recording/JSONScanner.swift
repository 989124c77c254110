/// Walks JSON text (RFC 8259) byte by byte and says where its values begin and end, without building them.
///
/// A recording's objects are served as the very bytes that the API server sent, so what is needed of a document are positions, not values.
struct JSONScanner {
    let bytes: ArraySlice<UInt8>
    private(set) var index: Int

    /// Kubernetes bounds the nesting of what it stores far below this; it keeps a hostile file from exhausting the stack.
    static let maximumDepth = 256

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The next byte that isn't whitespace, which is left to be read.
    mutating func peek() throws(JSONSyntaxError) -> UInt8 {
        while index < bytes.endIndex {
            let byte = bytes[index]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            index += 1
        }
        throw JSONSyntaxError(offset: index, message: "the text ends early")
    }

    mutating func expect(_ byte: UInt8) throws(JSONSyntaxError) {
        guard try peek() == byte else { throw unexpected() }
        index += 1
    }

    /// Nothing but whitespace may follow.
    mutating func expectEnd() throws(JSONSyntaxError) {
        if (try? peek()) != nil { throw unexpected() }
    }

    /// Passes one value of any kind.
    ///
    /// - Returns: where it stands, without the whitespace around it.
    mutating func value(depth: Int = 0) throws(JSONSyntaxError) -> Range<Int> {
        guard depth < Self.maximumDepth else { throw JSONSyntaxError(offset: index, message: "nested too deeply") }
        let first = try peek()
        let start = index
        switch first {
        case UInt8(ascii: "{"):
            try members(depth: depth) { _, _ in }
        case UInt8(ascii: "["):
            try elements(depth: depth) { _ in }
        case UInt8(ascii: "\""):
            _ = try string()
        default:
            try scalar()
        }
        return start..<index
    }

    /// Passes an object and names each member's key (still quoted) and value.
    mutating func members(depth: Int = 0, _ body: (_ key: Range<Int>, _ value: Range<Int>) -> Void) throws(JSONSyntaxError) {
        try expect(UInt8(ascii: "{"))
        if try peek() == UInt8(ascii: "}") {
            index += 1
            return
        }
        while true {
            _ = try peek()
            let key = try string()
            try expect(UInt8(ascii: ":"))
            body(key, try value(depth: depth + 1))
            if try endsOrContinues(UInt8(ascii: "}")) { return }
        }
    }

    /// Passes an array and names each element.
    mutating func elements(depth: Int = 0, _ body: (Range<Int>) -> Void) throws(JSONSyntaxError) {
        try expect(UInt8(ascii: "["))
        if try peek() == UInt8(ascii: "]") {
            index += 1
            return
        }
        while true {
            body(try value(depth: depth + 1))
            if try endsOrContinues(UInt8(ascii: "]")) { return }
        }
    }

    private mutating func endsOrContinues(_ end: UInt8) throws(JSONSyntaxError) -> Bool {
        let byte = try peek()
        guard byte == end || byte == UInt8(ascii: ",") else { throw unexpected() }
        index += 1
        return byte == end
    }

    private mutating func string() throws(JSONSyntaxError) -> Range<Int> {
        let start = index
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { throw unexpected() }
        index += 1
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return start..<index }
            if byte == UInt8(ascii: "\\") { index += 1 }
            if byte < 0x20 { break }
        }
        throw JSONSyntaxError(offset: start, message: "a string doesn't end")
    }

    /// A number or a literal; that its characters are a scalar's is enough for text that a server wrote.
    private mutating func scalar() throws(JSONSyntaxError) {
        let start = index
        loop: while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                index += 1
            default:
                break loop
            }
        }
        guard index > start else { throw unexpected() }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard text == "true" || text == "false" || text == "null" || Double(text) != nil else {
            throw JSONSyntaxError(offset: start, message: "'\(text.prefix(20))' is no JSON value")
        }
    }

    private func unexpected() -> JSONSyntaxError {
        guard index < bytes.endIndex else { return JSONSyntaxError(offset: index, message: "the text ends early") }
        return JSONSyntaxError(offset: index, message: "unexpected '\(Character(UnicodeScalar(bytes[index])))'")
    }
}

/// Text that isn't JSON, and where it stops being it.
package struct JSONSyntaxError: Error, CustomStringConvertible {
    /// In bytes from the start of the text.
    package var offset: Int
    package var message: String

    package var description: String { "\(message) at byte \(offset)" }
}
