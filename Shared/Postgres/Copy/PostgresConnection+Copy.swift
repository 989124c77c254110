extension PostgresConnection {
    /// Loads rows by COPY, the fastest way into a table. Either all of them are stored or none.
    ///
    ///     try await connection.copyIn(into: "labels", columns: ["name", "value"]) { copy in
    ///         for (name, value) in labels { try copy.write(name, value) }
    ///     }
    ///
    /// - Parameters:
    ///   - table: its name as SQL has it, from code.
    ///   - columns: in the order of a row's values, whose types must be the columns' own: COPY converts nothing.
    ///   - rows: writes them. It runs on the connection's thread.
    /// - Returns: how many rows were stored.
    /// - Throws: the server's refusal, or what `rows` throws, after which nothing is stored.
    @discardableResult
    package func copyIn(
        into table: String, columns: [String], rows: @Sendable (inout CopyWriter) throws(PostgresError) -> Void
    ) async throws(PostgresError) -> Int {
        let sql = "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN (FORMAT binary)"
        do {
            return try await perform { (session) throws(PostgresError) in try session.copyIn(sql, rows) }
        } catch {
            var error = error
            error.statement = sql
            throw error
        }
    }
}
