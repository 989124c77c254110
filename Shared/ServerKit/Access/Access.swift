package import Contracts

/// Whom a route is for. Every route says so: there is no default.
package enum Access: Hashable, Sendable, CaseIterable {
    /// Anyone, without a token: health and what is no secret.
    case everyone
    /// Whoever delivers alerts.
    case sources
    /// Whoever may read.
    case viewers
    /// Whoever may change incidents.
    case responders
    /// Whoever may change how the service works.
    case admins

    package func admits(_ role: Role) -> Bool {
        switch self {
        case .everyone: true
        case .sources: role == .source || role == .admin
        case .viewers: role != .source
        case .responders: role == .responder || role == .admin
        case .admins: role == .admin
        }
    }
}
