import IngestDomain
import Primitives

/// A table in partitions, and what its partitions are made of.
enum HistoryTable: String, CaseIterable, Sendable {
    case episodes, timeline, analyses

    var name: String { rawValue }

    /// The partition for what fits no other.
    var fallback: String { "\(name)_default" }

    func partition(_ period: HistoryPeriod) -> String { "\(name)_\(period.name)" }

    var key: String {
        switch self {
        case .episodes: "starts_at"
        case .timeline, .analyses: "incident_id"
        }
    }

    /// Storage parameters aren't inherited. Repeated notices update episodes in place, in the room that this leaves.
    var storage: String {
        switch self {
        case .episodes: "WITH (fillfactor = 90)"
        case .timeline, .analyses: ""
        }
    }

    /// A moment as the key has it, as a literal of SQL.
    func bound(_ moment: Timestamp) -> String {
        switch self {
        case .episodes: "'\(moment)'"
        case .timeline, .analyses: "'\(IncidentID.first(at: moment))'"
        }
    }
}

extension IncidentID {
    /// Smaller than every id of that moment and later, greater than all before.
    static func first(at moment: Timestamp) -> IncidentID {
        IncidentID(UUIDv7(high: UInt64(clamping: moment.microseconds / 1000) << 16, low: 0))
    }
}
