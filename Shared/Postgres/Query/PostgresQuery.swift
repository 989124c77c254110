/// SQL whose interpolated values become bind parameters, so that no value is ever part of the SQL text:
///
///     "SELECT id FROM alerts WHERE fingerprint = \(fingerprint) AND status = ANY(\(statuses))"
///
/// is sent as `… WHERE fingerprint = $1 AND status = ANY($2)`, with the types of the Swift values declared.
/// A column of an enum type needs a cast: `\(state)::incident_state`.
package struct PostgresQuery: Hashable, Sendable {
    package private(set) var sql: String
    package private(set) var bindings: PostgresBindings

    /// - Parameter sql: text from code, never from outside.
    package init(unescaped sql: String, bindings: PostgresBindings = PostgresBindings()) {
        self.sql = sql
        self.bindings = bindings
    }
}

extension PostgresQuery: ExpressibleByStringInterpolation {
    package struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var sql = ""
        fileprivate var bindings = PostgresBindings()

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + 3 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            sql += literal
        }

        /// A bind parameter; nil is NULL.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            bindings.append(value)
            sql += "$\(bindings.count)"
        }

        /// Any encodable value, as `jsonb`.
        package mutating func appendInterpolation(json value: (some Encodable & Sendable)?) {
            do throws(PostgresError) {
                bindings.append(try value.map { (value) throws(PostgresError) in try PostgresJSON(encoding: value) })
            } catch {
                bindings.append(PostgresJSON?.none)
                bindings.reject(error)
            }
            sql += "$\(bindings.count)"
        }

        /// Text that becomes part of the SQL: the name of a table or column that the code itself chooses.
        package mutating func appendInterpolation(unescaped text: String) {
            sql += text
        }
    }

    package init(stringLiteral value: String) {
        self.init(unescaped: value)
    }

    package init(stringInterpolation: StringInterpolation) {
        self.init(unescaped: stringInterpolation.sql, bindings: stringInterpolation.bindings)
    }
}
