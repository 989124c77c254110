import CPostgres

/// One row of a result. It keeps the whole result alive.
package struct PostgresRow: Sendable {
    let rows: PostgresRows
    /// From 0.
    package let index: Int

    /// The columns from the first one on, a Swift type each:
    ///
    ///     let (id, title, startsAt) = try row.decode(as: (Int64, String?, Timestamp).self)
    ///
    /// - Throws: `decoding` with the column, its type and the row.
    package func decode<each Column: PostgresDecodable>(
        as type: (repeat each Column).Type = (repeat each Column).self
    ) throws(PostgresError) -> (repeat each Column) {
        var position = 0
        return (repeat try next((each Column).self, &position))
    }

    /// The first column.
    package func decode<Value: PostgresDecodable>(as type: Value.Type = Value.self) throws(PostgresError) -> Value {
        try value(at: 0, as: type)
    }

    /// The column of that name; the first of several.
    ///
    /// - Throws: `decoding` with the column, its type and the row.
    package func decode<Value: PostgresDecodable>(_ column: String, as type: Value.Type = Value.self) throws(PostgresError) -> Value {
        guard let position = rows.columns.firstIndex(where: { $0.name == column }) else {
            let names = rows.columns.map(\.name).joined(separator: ", ")
            throw PostgresError(.decoding, "there is no column '\(column)' among \(names)")
        }
        return try value(at: position, as: type)
    }

    private func next<Value: PostgresDecodable>(_ type: Value.Type, _ position: inout Int) throws(PostgresError) -> Value {
        defer { position += 1 }
        return try value(at: position, as: type)
    }

    private func value<Value: PostgresDecodable>(at position: Int, as type: Value.Type) throws(PostgresError) -> Value {
        guard position < rows.columns.count else {
            throw PostgresError(.decoding, "column \(position + 1) was asked for, and the result has \(rows.columns.count)")
        }
        let result = rows.handle.pointer
        let (row, column) = (Int32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: position))
        do throws(PostgresValueError) {
            guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
                return try Value.decodeNull()
            }
            let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
            return try Value.decode(bytes.bytes, type: rows.columns[position].type)
        } catch {
            throw mismatch(error, at: position, type)
        }
    }

    private func mismatch(_ problem: PostgresValueError, at position: Int, _ type: any PostgresDecodable.Type) -> PostgresError {
        let column = rows.columns[position]
        let what =
            switch problem {
            case .null: "it is NULL"
            case .type(let actual) where actual == column.type: "a cast in the SQL can help"
            case .type(let actual): "it holds \(actual)"
            case .malformed(let text): text
            }
        var error = PostgresError(.decoding, "column '\(column.name)' of type \(column.type) in row \(index) can't be read as \(type): \(what)")
        error.column = column.name
        return error
    }
}
