/// Whether a service asks who somebody is.
package enum AccessControl: Sendable {
    /// Anyone who reaches it may do anything.
    case open
    case authenticated(any Authenticator)
}
