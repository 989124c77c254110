/// One-dimensional arrays (`array_send` in PostgreSQL's source): dimensions, whether there are NULLs, the element's type,
/// then the length and lower bound of the dimension, then each element with its length, -1 for NULL.
extension Array: PostgresEncodable where Element: PostgresEncodable {
    package static var postgresType: PostgresType {
        // A type without an array has number 0 here: the server then says that it can't tell the parameter's type.
        Element.postgresType.array ?? PostgresType(rawValue: 0)
    }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        writer.write(Int32(isEmpty ? 0 : 1))
        writer.write(Int32(contains { $0.isPostgresNull } ? 1 : 0))
        writer.write(Element.postgresType.rawValue)
        guard !isEmpty else { return }
        writer.write(Int32(count))
        writer.write(Int32(1))
        for element in self {
            if element.isPostgresNull {
                writer.write(Int32(-1))
            } else {
                try writer.writeWithLength { (writer) throws(PostgresError) in try element.encode(into: &writer) }
            }
        }
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> [Element] {
        let dimensions = try bytes.integer(at: 0, as: Int32.self)
        guard dimensions == 0 || dimensions == 1 else { throw .malformed("an array of \(dimensions) dimensions") }
        guard dimensions == 1 else { return [] }
        let elementType = PostgresType(rawValue: try bytes.integer(at: 8, as: UInt32.self))
        let count = Int(try bytes.integer(at: 12, as: Int32.self))
        // Each element has a length of four bytes: a count that the bytes can't hold is not believed.
        guard count >= 0, count <= bytes.byteCount / 4 else { throw .malformed("an array of \(count) elements") }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            let length = Int(try bytes.integer(at: offset, as: Int32.self))
            offset += 4
            guard length >= 0 else {
                elements.append(try Element.decodeNull())
                continue
            }
            guard offset + length <= bytes.byteCount else { throw .malformed("an array that is cut off") }
            elements.append(try Element.decode(bytes.extracting(offset..<offset + length), type: elementType))
            offset += length
        }
        return elements
    }
}
