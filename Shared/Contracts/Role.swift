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
