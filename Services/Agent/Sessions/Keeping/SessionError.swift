/// Why nothing could be kept or found.
package enum SessionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No database is configured.
    case notConfigured
    /// The database is away, or its schema isn't there yet.
    case unavailable(reason: String)
    /// It was asked and refused; asking again changes nothing.
    case failed(reason: String)

    /// For anybody: without what the database says of itself.
    package var kind: String {
        switch self {
        case .notConfigured: "sessions are not kept"
        case .unavailable: "the session database is away"
        case .failed: "the session database refuses"
        }
    }

    package var description: String {
        switch self {
        case .notConfigured: "sessions are not kept: SESSION_DB_HOST is not set"
        case .unavailable(let reason): "the session database is away: \(reason)"
        case .failed(let reason): "the session database refused: \(reason)"
        }
    }
}
