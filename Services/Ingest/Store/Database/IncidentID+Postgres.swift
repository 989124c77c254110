package import IngestDomain
package import Postgres
import Primitives

extension IncidentID: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        try uuid.encode(into: &writer)
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> IncidentID {
        IncidentID(try UUIDv7.decode(bytes, type: type))
    }
}
