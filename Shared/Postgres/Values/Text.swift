extension String: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .text }

    /// - Throws: `encoding` for a NUL byte, the one character that PostgreSQL's text can't hold.
    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        guard !utf8.contains(0) else {
            throw PostgresError(.encoding, "text with a NUL byte can't be stored in PostgreSQL")
        }
        writer.write(self)
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> String {
        switch type {
        case .text, .varchar, .bpchar, .name, .unknown, .json: break
        case let type where type.isUserDefined: break
        default: throw .type(type)
        }
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
