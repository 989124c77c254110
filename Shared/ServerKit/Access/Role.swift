/// What a principal may do. The roles of people and programs include each other; a source may only deliver alerts.
package enum Role: String, CaseIterable, Codable, Hashable, Sendable {
    /// Delivers alerts.
    case source
    /// Reads incidents.
    case viewer
    /// Reads them, and works on them.
    case responder
    /// All of it, deliveries and tokens included.
    case admin
}

/// Whom a route is for. Every route says so: there is no default.
package enum Access: Hashable, Sendable {
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
