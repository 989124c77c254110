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

    package mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes what `body` writes, preceded by its length in four bytes.
    package mutating func writeWithLength(_ body: (inout BinaryWriter) throws(PostgresError) -> Void) throws(PostgresError) {
        let start = bytes.count
        write(Int32(0))
        try body(&self)
        let length = Int32(truncatingIfNeeded: bytes.count - start - 4)
        withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }
}
