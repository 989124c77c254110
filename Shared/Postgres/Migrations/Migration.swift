/// One step of a database's schema. Once applied it never changes: a correction is a further migration.
package struct Migration: Hashable, Sendable {
    /// Its place in the order; unique.
    package let version: Int64
    package let name: String
    /// One or several statements, run in one transaction. The program's previous version still works with the result.
    package let sql: String

    package init(version: Int64, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}
