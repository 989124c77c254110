/// A value that can be a bind parameter.
package protocol PostgresEncodable: Sendable {
    /// The type that the parameter is declared with, so that the server never has to guess.
    static var postgresType: PostgresType { get }

    /// True for SQL's NULL; ``encode(into:)`` is then not called.
    var isPostgresNull: Bool { get }

    /// Writes the binary form, without its length.
    ///
    /// - Throws: `encoding` where the value has no form on the server's side.
    func encode(into writer: inout BinaryWriter) throws(PostgresError)
}

extension PostgresEncodable {
    package var isPostgresNull: Bool { false }
}

/// A value that can be read from a column.
package protocol PostgresDecodable: Sendable {
    /// - Parameters:
    ///   - bytes: the column in binary form; valid during the call only.
    ///   - type: the column's type.
    static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> Self

    /// What NULL is read as; throws unless the type has a place for it.
    static func decodeNull() throws(PostgresValueError) -> Self
}

extension PostgresDecodable {
    package static func decodeNull() throws(PostgresValueError) -> Self {
        throw .null
    }
}

/// Why bytes could not be read as a Swift type. The row turns it into a ``PostgresError`` that names the column.
package enum PostgresValueError: Error, Hashable, Sendable {
    case null
    case type(PostgresType)
    case malformed(String)
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        try self?.encode(into: &writer)
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> Wrapped? {
        try Wrapped.decode(bytes, type: type)
    }

    package static func decodeNull() throws(PostgresValueError) -> Wrapped? {
        nil
    }
}

extension RawSpan {
    /// The big-endian integer at an offset.
    func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int = 0, as type: Integer.Type = Integer.self
    ) throws(PostgresValueError) -> Integer {
        guard offset >= 0, byteCount - offset >= MemoryLayout<Integer>.size else {
            throw .malformed("\(byteCount) bytes are too few")
        }
        return Integer(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: type))
    }

    /// Throws unless the column is of one of the types and has exactly so many bytes.
    func require(_ type: PostgresType, of accepted: PostgresType, bytes: Int) throws(PostgresValueError) {
        guard type == accepted else { throw .type(type) }
        guard byteCount == bytes else { throw .malformed("\(byteCount) bytes instead of \(bytes)") }
    }
}
