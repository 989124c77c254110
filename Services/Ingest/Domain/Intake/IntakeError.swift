package import Contracts

/// Why alerts were not taken, or a question not answered.
package enum IntakeError: Error, Sendable {
    /// The database can't be reached or is overloaded: nothing was written, and the sender should come again (503 with `Retry-After`).
    case unavailable(reason: String, retryAfter: Duration)
    /// The sender's fault, by field (400): sending the same again changes nothing.
    case rejected([FieldError])
    /// A fault of this service (500): the statement was refused by a database that is there.
    case failed(reason: String)
}
