import Glibc

/// Bytes in the making, in network order, as PostgreSQL's binary formats have them.
package struct BinaryWriter: Hashable, Sendable {
    private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func write(contentsOf other: [UInt8]) {
        bytes.append(contentsOf: other)
    }

    mutating func write(contentsOf other: Slice<UnsafeBufferPointer<UInt8>>) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: other))
    }

    mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    package mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes what `body` writes, preceded by its length in four bytes.
    package mutating func writeWithLength(_ body: (inout BinaryWriter) throws(PostgresError) -> Void) throws(PostgresError) {
        let start = bytes.count
        write(Int32(0))
        try body(&self)
        patch(length: bytes.count - start - 4, before: start + 4)
    }

    /// Puts a length into the four bytes that were left for it.
    mutating func patch(length: Int, before start: Int) {
        let length = UInt32(truncatingIfNeeded: length)
        for place in 0..<4 {
            bytes[start - 4 + place] = UInt8(truncatingIfNeeded: length >> (24 - 8 * place))
        }
    }

    func hasZero(from start: Int) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard start < buffer.count, let base = buffer.baseAddress else { return false }
            return memchr(base + start, 0, buffer.count - start) != nil
        }
    }
}
