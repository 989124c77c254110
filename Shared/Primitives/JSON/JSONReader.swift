/// Reads JSON text (RFC 8259) in one pass, value by value, as its caller asks for them: nothing is built that nobody wants.
///
/// ```swift
/// var name: String?
/// try JSONReader.read(bytes) { reader throws(JSONDecodingError) in
///     try reader.object { member, reader throws(JSONDecodingError) in
///         switch member {
///         case "name": name = try reader.string()
///         default: break  // what is left alone is skipped
///         }
///     }
/// }
/// ```
///
/// It is strict: invalid UTF-8, unknown escapes, halves of surrogate pairs, bare control characters and numbers with leading zeros are refused,
/// wherever they stand. Of two members of one name the last one counts. U+0000, which JSON can spell and PostgreSQL's text can't hold, is read
/// as U+FFFD. Errors name the place of the value by its path: `alerts[2].labels.pod`.
///
/// A reader lives within ``read(_:limits:_:)`` only, and so does its view of the bytes.
public struct JSONReader: ~Copyable {
    /// What kind of value comes next.
    public enum Kind: Sendable {
        case object, array, string, number, bool, null
    }

    let bytes: UnsafeRawBufferPointer
    let limits: JSONLimits
    var index = 0
    private var depth = 0

    private init(bytes: UnsafeRawBufferPointer, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Reads a document, which holds one value and nothing after it.
    public static func read<Value>(
        _ bytes: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits(),
        _ body: (inout JSONReader) throws(JSONDecodingError) -> Value
    ) throws(JSONDecodingError) -> Value {
        var reader = JSONReader(bytes: bytes, limits: limits)
        reader.skipSpace()
        guard reader.index < bytes.count else { throw JSONDecodingError(path: "", message: "is empty, not JSON") }
        let start = reader.index
        let value = try body(&reader)
        if reader.index == start { try reader.skip() }
        reader.skipSpace()
        guard reader.index == bytes.count else { throw reader.malformed("text follows the value") }
        return value
    }

    public static func read<Value>(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits(), _ body: (inout JSONReader) throws(JSONDecodingError) -> Value
    ) throws(JSONDecodingError) -> Value {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONDecodingError) in try read(buffer, limits: limits, body) }
        }
        return try result.get()
    }

    // MARK: Containers

    /// Passes an object and names each member before its value, which the body reads or leaves alone.
    public mutating func object(_ body: (_ name: String, inout JSONReader) throws(JSONDecodingError) -> Void) throws(JSONDecodingError) {
        try object(atMost: limits.members, body)
    }

    /// - Parameter maximum: how many members the object may have.
    mutating func object(
        atMost maximum: Int, _ body: (_ name: String, inout JSONReader) throws(JSONDecodingError) -> Void
    ) throws(JSONDecodingError) {
        guard try begin(UInt8(ascii: "{"), orFail: "must be an object") else { return }
        var count = 0
        while true {
            count += 1
            let name = try memberName(count, atMost: maximum)
            do throws(JSONDecodingError) {
                let start = index
                try body(name, &self)
                if index == start { try skip() }
            } catch {
                throw error.within(member: name)
            }
            if try !continues(until: UInt8(ascii: "}")) { return }
        }
    }

    /// Passes an array and numbers each element, which the body reads or leaves alone.
    public mutating func array(_ body: (_ index: Int, inout JSONReader) throws(JSONDecodingError) -> Void) throws(JSONDecodingError) {
        guard try begin(UInt8(ascii: "["), orFail: "must be an array") else { return }
        var count = 0
        while true {
            do throws(JSONDecodingError) {
                let start = index
                try body(count, &self)
                if index == start { try skip() }
            } catch {
                throw error.within(element: count)
            }
            count += 1
            if try !continues(until: UInt8(ascii: "]")) { return }
        }
    }

    /// Passes an array whose elements stand each for itself: one that isn't what the body asks for is reported, and the next one read.
    ///
    /// - Parameter report: is told of an element why the body threw.
    /// - Throws: for text that isn't JSON, within an element or between two: nothing after it can be read.
    public mutating func array(
        _ body: (_ index: Int, inout JSONReader) throws(JSONDecodingError) -> Void, orReport report: (JSONDecodingError) -> Void
    ) throws(JSONDecodingError) {
        try array { number, reader throws(JSONDecodingError) in
            let (start, depth) = (reader.index, reader.depth)
            do throws(JSONDecodingError) {
                try body(number, &reader)
            } catch {
                (reader.index, reader.depth) = (start, depth)
                try reader.skip()
                report(error.within(element: number))
            }
        }
    }

    /// An object whose members are all strings, as labels are.
    public mutating func strings() throws(JSONDecodingError) -> [String: String] {
        guard try begin(UInt8(ascii: "{"), orFail: "must be an object") else { return [:] }
        var strings: [String: String] = Dictionary(minimumCapacity: 12)
        var count = 0
        while true {
            count += 1
            let name = try memberName(count, atMost: limits.members)
            do throws(JSONDecodingError) {
                strings[name] = try string()
            } catch {
                throw error.within(member: name)
            }
            if try !continues(until: UInt8(ascii: "}")) { return strings }
        }
    }

    /// - Returns: whether there is anything inside.
    private mutating func begin(_ bracket: UInt8, orFail message: String) throws(JSONDecodingError) -> Bool {
        guard index < bytes.count, bytes[index] == bracket else { throw unfit(message) }
        depth += 1
        guard depth <= limits.depth else { throw JSONDecodingError(path: "", message: "is nested deeper than \(limits.depth) levels") }
        index += 1
        skipSpace()
        // A closing bracket is two above its opening one in ASCII, for both kinds.
        guard index < bytes.count, bytes[index] == bracket + 2 else { return true }
        index += 1
        depth -= 1
        return false
    }

    private mutating func memberName(_ count: Int, atMost maximum: Int) throws(JSONDecodingError) -> String {
        guard count <= maximum else { throw JSONDecodingError(path: "", message: "has more than \(maximum) members") }
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw malformed("a member's name is missing") }
        let name = try string()
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw malformed("a colon is missing") }
        index += 1
        skipSpace()
        return name
    }

    private mutating func continues(until bracket: UInt8) throws(JSONDecodingError) -> Bool {
        skipSpace()
        guard index < bytes.count else { throw malformed("the text ends early") }
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: ",") {
            skipSpace()
            return true
        }
        guard byte == bracket else {
            index -= 1
            throw malformed("a comma is missing")
        }
        depth -= 1
        return false
    }

    // MARK: Within

    @inline(__always)
    mutating func skipSpace() {
        while index < bytes.count {
            let byte = bytes[index]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            index += 1
        }
    }

    /// The text isn't JSON.
    func malformed(_ reason: String) -> JSONDecodingError {
        JSONDecodingError(path: "", message: "is not valid JSON: \(reason) at byte \(index)")
    }

    /// The text is JSON, as far as it was read, but not the value that was asked for.
    func unfit(_ message: String) -> JSONDecodingError {
        kind == nil ? malformed(index < bytes.count ? "no value begins" : "the text ends early") : JSONDecodingError(path: "", message: message)
    }
}
