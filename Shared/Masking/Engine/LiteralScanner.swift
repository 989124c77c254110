/// Finds where any of many literals occurs, in one pass that costs about a nanosecond a byte where there is none.
///
/// Of each literal the two adjacent bytes that are rarest in logs are looked for, with a bit for each of the 65,536 pairs (8 KiB: they stay in the
/// first cache); only where a pair is found are the literals compared that have it.
///
/// `@unchecked Sendable`: the tables are written by the initializer only. They are plain memory because arrays would be retained and released for
/// every candidate, which costs more than looking at it.
final class LiteralScanner: @unchecked Sendable {
    private struct Literal {
        /// Where its bytes are in ``pool``.
        var start: Int
        var count: Int
        var foldsCase: Bool
        /// The pair's place within it.
        var pair: Int
        /// The index that the caller gave it.
        var number: Int
    }

    /// Bytes of the longest literal.
    let longest: Int
    private let bits = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: 1 << 10)
    /// The candidates of each pair: ``members`` from one entry's place to the next.
    private let starts = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: 1 << 16 + 1)
    private let members: UnsafeMutableBufferPointer<Literal>
    private let pool: UnsafeMutableBufferPointer<UInt8>

    init(_ literals: [(text: String, foldsCase: Bool)]) {
        var groups = [[Literal]](repeating: [], count: 1 << 16)
        var bytes: [UInt8] = []
        for (number, literal) in literals.enumerated() {
            let text = Array(literal.text.utf8)
            let pair = text.count < 2 ? 0 : (0..<text.count - 1).min { Self.frequency(text, $0) < Self.frequency(text, $1) } ?? 0
            let entry = Literal(start: bytes.count, count: text.count, foldsCase: literal.foldsCase, pair: pair, number: number)
            bytes += text
            let first = Self.variants(text[pair], literal.foldsCase)
            // A literal of one byte is a pair with whatever follows.
            let second = text.count > 1 ? Self.variants(text[pair + 1], literal.foldsCase) : Array(0...UInt8.max)
            for first in first {
                for second in second { groups[Int(first) | Int(second) << 8].append(entry) }
            }
        }
        longest = literals.map(\.text.utf8.count).max() ?? 0
        pool = .allocate(capacity: max(1, bytes.count))
        _ = pool.update(fromContentsOf: bytes)
        members = .allocate(capacity: max(1, groups.reduce(0) { $0 + $1.count }))
        bits.update(repeating: 0)
        var next = 0
        for (pair, group) in groups.enumerated() {
            starts[pair] = UInt16(next)
            for literal in group {
                members.initializeElement(at: next, to: literal)
                next += 1
            }
            if !group.isEmpty { bits[pair >> 6] |= 1 << UInt64(pair & 63) }
        }
        starts[groups.count] = UInt16(next)
    }

    deinit {
        bits.deallocate()
        starts.deallocate()
        members.deallocate()
        pool.deallocate()
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

    /// The place of the next pair at or after an index; the largest integer where there is none before the end.
    func nextPair(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let last = bytes.count - 1
        guard start < last, let base = bytes.baseAddress, let table = bits.baseAddress else { return .max }
        let raw = UnsafeRawPointer(base)
        var index = start
        while index < last {
            let pair = Int(raw.loadUnaligned(fromByteOffset: index, as: UInt16.self).littleEndian)
            if table[pair >> 6] >> UInt64(truncatingIfNeeded: pair & 63) & 1 == 1 { return index }
            index &+= 1
        }
        return .max
    }

    /// The candidates at a pair, for ``hit(_:in:at:)``.
    func candidates(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int> {
        let pair = Int(bytes[index]) | Int(bytes[index + 1]) << 8
        return Int(starts[pair])..<Int(starts[pair + 1])
    }

    /// Where a candidate's literal is, if it is whole, and the literal's number.
    func hit(_ candidate: Int, in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (range: Range<Int>, literal: Int)? {
        let literal = members[candidate]
        let start = index - literal.pair
        guard start >= 0, start + literal.count <= bytes.count else { return nil }
        for offset in 0..<literal.count {
            let (expected, found) = (pool[literal.start + offset], bytes[start + offset])
            if expected == found { continue }
            guard literal.foldsCase, expected | 0x20 == found | 0x20, expected | 0x20 >= UInt8(ascii: "a"), expected | 0x20 <= UInt8(ascii: "z")
            else { return nil }
        }
        return (start..<start + literal.count, literal.number)
    }
}
