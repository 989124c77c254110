import CPostgres

/// The rows of a statement, all of them in memory: bound them by LIMIT.
package struct PostgresRows: RandomAccessCollection, Sendable {
    package let columns: [PostgresColumn]
    /// How many rows the statement changed or returned.
    package let affectedRows: Int
    let handle: ResultHandle
    package let count: Int

    init(_ handle: ResultHandle) {
        self.handle = handle
        count = Int(PQntuples(handle.pointer))
        affectedRows = handle.affectedRows
        columns = (0..<PQnfields(handle.pointer)).map { index in
            PostgresColumn(
                name: PQfname(handle.pointer, index).map { String(cString: $0) } ?? "",
                type: PostgresType(rawValue: PQftype(handle.pointer, index)))
        }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < count, "row \(position) of \(count)")
        return PostgresRow(rows: self, index: position)
    }

    /// Every row as a tuple, in the order of the columns.
    package func decode<each Column: PostgresDecodable>(
        as type: (repeat each Column).Type
    ) throws(PostgresError) -> [(repeat each Column)] {
        var decoded: [(repeat each Column)] = []
        decoded.reserveCapacity(count)
        for row in self {
            decoded.append(try row.decode(as: (repeat each Column).self))
        }
        return decoded
    }

    /// The first column of every row.
    package func decode<Value: PostgresDecodable>(as type: Value.Type) throws(PostgresError) -> [Value] {
        var decoded: [Value] = []
        decoded.reserveCapacity(count)
        for row in self {
            decoded.append(try row.decode(as: type))
        }
        return decoded
    }
}
