public import FoundationEssentials
public import Primitives

extension UUID: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        withUnsafeBytes(of: uuid) { bytes in
            for byte in bytes { writer.write(byte) }
        }
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> UUID {
        try bytes.require(type, of: .uuid, bytes: 16)
        return UUID(uuid: bytes.unsafeLoadUnaligned(as: uuid_t.self))
    }
}

extension UUIDv7: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(high)
        writer.write(low)
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> UUIDv7 {
        try bytes.require(type, of: .uuid, bytes: 16)
        return UUIDv7(high: try bytes.integer(at: 0), low: try bytes.integer(at: 8))
    }
}
