public import KubernetesModel
import Primitives

/// Events as they are read more than once: through both of their APIs, or for a node and again for its namespace.
///
/// Both APIs serve the same objects under the same uid, and an event that is merged with a later occurrence keeps it, too.
public struct EventMerge: Sendable {
    private var positions: [String: Int] = [:]
    public private(set) var events: [Event] = []

    public init() {}

    /// Adds what isn't known yet; of what is, the latest state is kept.
    public mutating func add(_ found: [Event]) {
        if events.isEmpty, positions.isEmpty { events.reserveCapacity(found.count) }
        for event in found {
            let key = event.metadata.uid.isEmpty ? "\(event.namespace ?? "")/\(event.name)" : event.metadata.uid
            guard let position = positions[key] else {
                positions[key] = events.count
                events.append(event)
                continue
            }
            merge(event, into: position)
        }
    }

    private mutating func merge(_ event: Event, into position: Int) {
        let known = events[position]
        let isLater = (event.lastSeen?.microseconds ?? .min, event.count) > (known.lastSeen?.microseconds ?? .min, known.count)
        events[position] = isLater ? event : known
        events[position].firstSeen = [known.firstSeen, event.firstSeen].compactMap(\.self).min()
        if events[position].message.isEmpty { events[position].message = isLater ? known.message : event.message }
    }
}
