/// A set of bytes, as 256 bits.
struct ByteSet: Hashable, Sendable {
    private var words = SIMD4<UInt64>()

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    /// - Parameter text: its bytes.
    init(_ text: StaticString, digits: Bool = false, letters: Bool = false) {
        text.withUTF8Buffer { for byte in $0 { insert(byte) } }
        if digits { for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { insert(byte) } }
        if letters {
            for byte in UInt8(ascii: "a")...UInt8(ascii: "z") {
                insert(byte)
                insert(byte & ~0x20)
            }
        }
    }

    @inline(__always) func contains(_ byte: UInt8) -> Bool {
        words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1
    }

    mutating func insert(_ byte: UInt8) {
        words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }

    func union(_ other: ByteSet) -> ByteSet {
        var union = self
        union.words |= other.words
        return union
    }

    func intersection(_ other: ByteSet) -> ByteSet {
        var intersection = self
        intersection.words &= other.words
        return intersection
    }

    var inverted: ByteSet {
        var inverted = self
        inverted.words = ~words
        return inverted
    }
}

extension ByteSet {
    static let digits = ByteSet("", digits: true)
    static let hexadecimal = ByteSet("abcdefABCDEF", digits: true)
    static let alphanumeric = ByteSet("", digits: true, letters: true)
    static let word = ByteSet("_", digits: true, letters: true)
    /// What follows a backslash in place of a blank.
    static let escape = ByteSet("nrtfbvu")
    /// What names of variables, keys, flags and headers are made of; a dot parts names.
    static let name = ByteSet("_-", digits: true, letters: true)
    static let property = ByteSet("_-.", digits: true, letters: true)
    /// Blank space, and everything below it.
    static let space = ByteSet(0...0x20 as ClosedRange<UInt8>)
    static let visible = space.inverted
    static let equals = ByteSet("=")
    static let assignment = ByteSet(":=")
    static let opening = ByteSet("<")
    static let closing = ByteSet(">")
    static let dot = ByteSet(".")
    static let lineEnd = ByteSet("\n\r")
    static let quotes = ByteSet("\"'`")
    /// Both alphabets of RFC 4648, and padding apart.
    static let base64 = ByteSet("+/-_", digits: true, letters: true)
    static let base64URL = ByteSet("-_", digits: true, letters: true)
    static let unquoted = visible.intersection(quotes.inverted)
    /// The local part of an address as programs take it (RFC 5322 allows more).
    static let mailbox = ByteSet(".!#$%&'*+/=?^_`{|}~-", digits: true, letters: true)
    static let hostPunctuation = ByteSet(".-")
    static let hostName = ByteSet(".-", digits: true, letters: true)
}
