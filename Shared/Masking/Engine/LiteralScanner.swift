/// Finds where any of many literals occurs, in one pass that costs about a nanosecond a byte where there is none.
///
/// Of each literal the two adjacent bytes that are rarest in logs are looked for, with a bit for each of the 65,536 pairs (8 KiB: they stay in the
/// first cache); only where a pair is found is the whole literal compared.
struct LiteralScanner: Sendable {
    struct Literal: Sendable {
        var bytes: [UInt8]
        var foldsCase: Bool
        /// The pair's place within the literal.
        var pair: Int
    }

    /// A literal in the text.
    struct Hit {
        /// An index of the literals that were given.
        var literal: Int
        var range: Range<Int>
    }

    private var bits = [UInt64](repeating: 0, count: 1 << 10)
    /// The literals of a pair, by the pair's place in ``groups``.
    private var heads = [UInt16](repeating: 0, count: 1 << 16)
    private var groups: [[Int]] = [[]]
    private let literals: [Literal]

    init(_ texts: [(text: String, foldsCase: Bool)]) {
        literals = texts.map { text, foldsCase in
            let bytes = Array(text.utf8)
            let pair = bytes.count < 2 ? 0 : (0..<bytes.count - 1).min { Self.frequency(bytes, $0) < Self.frequency(bytes, $1) } ?? 0
            return Literal(bytes: bytes, foldsCase: foldsCase, pair: pair)
        }
        for (index, literal) in literals.enumerated() {
            let first = Self.variants(literal.bytes[literal.pair], literal.foldsCase)
            // A literal of one byte is a pair with whatever follows.
            let second =
                literal.bytes.count > 1 ? Self.variants(literal.bytes[literal.pair + 1], literal.foldsCase) : Array(0...UInt8.max)
            for first in first {
                for second in second { add(index, Int(first) | Int(second) << 8) }
            }
        }
    }

    private mutating func add(_ literal: Int, _ pair: Int) {
        bits[pair >> 6] |= 1 << UInt64(pair & 63)
        if heads[pair] == 0 {
            heads[pair] = UInt16(groups.count)
            groups.append([])
        }
        groups[Int(heads[pair])].append(literal)
    }

    private static func variants(_ byte: UInt8, _ foldsCase: Bool) -> [UInt8] {
        let lowered = byte | 0x20
        let isLetter = lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")
        return foldsCase && isLetter ? [lowered, lowered & ~0x20] : [byte]
    }

    /// The commonest bytes of logs, the commonest first: a rough order is enough.
    private static let common = Array(" eta0oinsr1lcd2:-u/.pm3h5g4=68_79bfvkw\"".utf8)

    private static func frequency(_ bytes: [UInt8], _ index: Int) -> Int {
        func weight(_ byte: UInt8) -> Int { common.firstIndex(of: byte | (byte >= 0x40 ? 0x20 : 0)).map { 60 - $0 } ?? 8 }
        return weight(bytes[index]) * weight(bytes[index + 1])
    }

    /// The place of the next pair at or after an index; nil where there is none before the end.
    func nextPair(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let last = bytes.count - 1
        guard start < last, let base = bytes.baseAddress else { return nil }
        return bits.withUnsafeBufferPointer { bits in
            // Nonempty by construction.
            let table = bits.baseAddress.unsafelyUnwrapped
            let raw = UnsafeRawPointer(base)
            var index = start
            while index < last {
                let pair = Int(raw.loadUnaligned(fromByteOffset: index, as: UInt16.self).littleEndian)
                if table[pair >> 6] >> UInt64(truncatingIfNeeded: pair & 63) & 1 == 1 { return index }
                index &+= 1
            }
            return nil
        }
    }

    /// The literals whose pair is at an index and which are whole.
    func hits(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> [Hit] {
        let pair = Int(bytes[index]) | Int(bytes[index + 1]) << 8
        return groups[Int(heads[pair])].compactMap { candidate in
            let literal = literals[candidate]
            let start = index - literal.pair
            guard start >= 0, start + literal.bytes.count <= bytes.count, matches(literal, bytes, start) else { return nil }
            return Hit(literal: candidate, range: start..<start + literal.bytes.count)
        }
    }

    @inline(__always)
    private func matches(_ literal: Literal, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        for offset in 0..<literal.bytes.count {
            let (expected, found) = (literal.bytes[offset], bytes[start + offset])
            if expected == found { continue }
            guard literal.foldsCase, expected | 0x20 == found | 0x20, expected | 0x20 >= UInt8(ascii: "a"), expected | 0x20 <= UInt8(ascii: "z")
            else { return false }
        }
        return true
    }

    /// Bytes of the longest literal.
    var longest: Int { literals.map(\.bytes.count).max() ?? 0 }
}
