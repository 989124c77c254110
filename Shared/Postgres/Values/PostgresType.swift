/// A data type by its object id, as `pg_type.dat` of PostgreSQL assigns it for ever.
package struct PostgresType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let bool = PostgresType(rawValue: 16)
    package static let name = PostgresType(rawValue: 19)
    package static let int8 = PostgresType(rawValue: 20)
    package static let int2 = PostgresType(rawValue: 21)
    package static let int4 = PostgresType(rawValue: 23)
    package static let text = PostgresType(rawValue: 25)
    package static let oid = PostgresType(rawValue: 26)
    package static let json = PostgresType(rawValue: 114)
    package static let float4 = PostgresType(rawValue: 700)
    package static let float8 = PostgresType(rawValue: 701)
    package static let unknown = PostgresType(rawValue: 705)
    package static let bpchar = PostgresType(rawValue: 1042)
    package static let varchar = PostgresType(rawValue: 1043)
    package static let timestamptz = PostgresType(rawValue: 1184)
    package static let uuid = PostgresType(rawValue: 2950)
    package static let jsonb = PostgresType(rawValue: 3802)

    /// The array over this type; nil where nothing here sends one.
    package var array: PostgresType? {
        Self.arrays[self]
    }

    /// Types above this were created in the database itself: enums and the types of extensions, whose binary form is mostly their text.
    var isUserDefined: Bool { rawValue >= 16_384 }

    private static let arrays: [PostgresType: PostgresType] = [
        .bool: PostgresType(rawValue: 1000), .int8: PostgresType(rawValue: 1016), .int2: PostgresType(rawValue: 1005),
        .int4: PostgresType(rawValue: 1007), .text: PostgresType(rawValue: 1009), .float8: PostgresType(rawValue: 1022),
        .timestamptz: PostgresType(rawValue: 1185), .uuid: PostgresType(rawValue: 2951), .jsonb: PostgresType(rawValue: 3807),
        .json: PostgresType(rawValue: 199),
    ]
}

extension PostgresType: CustomStringConvertible {
    package var description: String {
        Self.names[self] ?? "type \(rawValue)"
    }

    private static let names: [PostgresType: String] = [
        .bool: "bool", .name: "name", .int8: "int8", .int2: "int2", .int4: "int4", .text: "text", .oid: "oid", .json: "json",
        .float4: "float4", .float8: "float8", .unknown: "unknown", .bpchar: "bpchar", .varchar: "varchar",
        .timestamptz: "timestamptz", .uuid: "uuid", .jsonb: "jsonb",
        PostgresType(rawValue: 17): "bytea", PostgresType(rawValue: 1082): "date", PostgresType(rawValue: 1114): "timestamp",
        PostgresType(rawValue: 1186): "interval", PostgresType(rawValue: 1700): "numeric", PostgresType(rawValue: 2278): "void",
    ]
}
