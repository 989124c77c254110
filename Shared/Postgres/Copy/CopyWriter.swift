/// Takes the rows of a COPY, in its binary format ("Binary Format" in the manual's page on COPY).
package struct CopyWriter {
    private let session: LibpqSession
    private var writer = BinaryWriter()

    /// Bytes that are collected before they are given to libpq.
    private static let chunk = 64 << 10
    /// The signature, no flags, no extension of the header.
    private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [0, 0, 0, 0] + [0, 0, 0, 0]

    init(_ session: LibpqSession) {
        self.session = session
        writer.write(contentsOf: Self.header)
    }

    /// A row: a value for each of the COPY's columns, of the column's own type.
    ///
    /// - Throws: `encoding` for a value that can't be sent, `connection(.lost)`, `cancelled`.
    package mutating func write<each Column: PostgresEncodable>(_ row: repeat each Column) throws(PostgresError) {
        var count: Int16 = 0
        for _ in repeat each row { count += 1 }
        writer.write(count)
        repeat try write(field: each row)
        if writer.bytes.count >= Self.chunk { try flush() }
    }

    mutating func finish() throws(PostgresError) {
        writer.write(Int16(-1))
        try flush()
    }

    private mutating func flush() throws(PostgresError) {
        try session.put(writer.bytes)
        writer = BinaryWriter()
    }

    private mutating func write(field value: some PostgresEncodable) throws(PostgresError) {
        guard !value.isPostgresNull else { return writer.write(Int32(-1)) }
        try writer.writeWithLength { (writer) throws(PostgresError) in try value.encode(into: &writer) }
    }
}
