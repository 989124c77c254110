/// A column of a result.
package struct PostgresColumn: Hashable, Sendable {
    package let name: String
    package let type: PostgresType
}
