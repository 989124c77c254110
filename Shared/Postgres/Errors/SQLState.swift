/// The five characters by which PostgreSQL says what went wrong (appendix A of its manual, "PostgreSQL Error Codes").
///
/// A struct over the text, so that a code without a name here is still a value that can be compared.
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ code: String) {
        rawValue = code
    }

    package var description: String { rawValue }

    /// The first two characters: the family that a code belongs to.
    package var errorClass: Substring { rawValue.prefix(2) }

    package static let connectionException = SQLState("08000")
    package static let connectionFailure = SQLState("08006")
    package static let featureNotSupported = SQLState("0A000")
    package static let untranslatableCharacter = SQLState("22P05")
    package static let notNullViolation = SQLState("23502")
    package static let foreignKeyViolation = SQLState("23503")
    package static let uniqueViolation = SQLState("23505")
    package static let checkViolation = SQLState("23514")
    package static let readOnlyTransaction = SQLState("25006")
    package static let inFailedTransaction = SQLState("25P02")
    package static let idleTransactionEnded = SQLState("25P03")
    package static let invalidStatementName = SQLState("26000")
    package static let invalidPassword = SQLState("28P01")
    package static let unknownDatabase = SQLState("3D000")
    package static let serializationFailure = SQLState("40001")
    package static let deadlockDetected = SQLState("40P01")
    package static let insufficientPrivilege = SQLState("42501")
    package static let syntaxError = SQLState("42601")
    package static let undefinedColumn = SQLState("42703")
    package static let undefinedTable = SQLState("42P01")
    package static let tooManyConnections = SQLState("53300")
    package static let lockNotAvailable = SQLState("55P03")
    package static let queryCanceled = SQLState("57014")
    package static let adminShutdown = SQLState("57P01")
    package static let crashShutdown = SQLState("57P02")
    package static let cannotConnectNow = SQLState("57P03")
    package static let idleSessionEnded = SQLState("57P05")
}
