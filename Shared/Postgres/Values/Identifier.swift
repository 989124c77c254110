public import FoundationEssentials

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
