extension Bool: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .bool }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(UInt8(self ? 1 : 0))
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> Bool {
        try bytes.require(type, of: .bool, bytes: 1)
        return try bytes.integer(as: UInt8.self) != 0
    }
}

extension Int16: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int2 }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(self)
    }
}

extension Int32: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int4 }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(self)
    }
}

extension Int64: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int8 }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(self)
    }
}

extension Int: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int8 }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(Int64(self))
    }
}

/// Any integer column can be read as any integer type that holds the value.
extension PostgresDecodable where Self: FixedWidthInteger {
    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> Self {
        let wide: Int64
        switch type {
        case .int8: wide = try bytes.integer(as: Int64.self)
        case .int4: wide = Int64(try bytes.integer(as: Int32.self))
        case .int2: wide = Int64(try bytes.integer(as: Int16.self))
        case .oid: wide = Int64(try bytes.integer(as: UInt32.self))
        default: throw .type(type)
        }
        guard let value = Self(exactly: wide) else { throw .malformed("\(wide) does not fit") }
        return value
    }
}

extension Double: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .float8 }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(bitPattern)
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> Double {
        switch type {
        case .float8: Double(bitPattern: try bytes.integer(as: UInt64.self))
        case .float4: Double(Float(bitPattern: try bytes.integer(as: UInt32.self)))
        default: throw .type(type)
        }
    }
}
