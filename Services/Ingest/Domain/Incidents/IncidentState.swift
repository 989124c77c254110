/// Where an incident stands.
package enum IncidentState: String, Codable, CaseIterable, Hashable, Sendable {
    case open
    /// A person has said that they are on it.
    case acknowledged
    /// All its alerts have been resolved for the hold time, or a person said so.
    case resolved
    /// It turned out to have the same cause as another incident, which carries on for both.
    case merged

    /// Whether it still wants attention.
    package var isActive: Bool { self == .open || self == .acknowledged }
}
