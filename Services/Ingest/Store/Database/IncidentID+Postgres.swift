package import IngestDomain
package import Postgres
import Primitives

extension IncidentID: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(uuid.high)
        writer.write(uuid.low)
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> IncidentID {
        guard type == .uuid else { throw .type(type) }
        guard bytes.byteCount == 16 else { throw .malformed("\(bytes.byteCount) bytes instead of 16") }
        let high = UInt64(bigEndian: bytes.unsafeLoadUnaligned(as: UInt64.self))
        let low = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return IncidentID(UUIDv7(high: high, low: low))
    }
}
