import FoundationEssentials
import IngestDomain
import NIOCore
import ServerKit

/// A stretch of the log as it is sent: encoded once, for however many listen.
struct EncodedBatch: Sendable {
    struct Event: Sendable {
        let position: EventPosition
        let incident: IncidentID
        let cluster: String
        let bytes: ByteBuffer
    }

    let after: EventPosition
    let events: [Event]
    let last: EventPosition

    /// Empty, and yet it tells where the log is being read.
    init(at position: EventPosition) {
        (after, events, last) = (position, [], position)
    }

    init(_ batch: EventBatch) {
        (after, last) = (batch.after, batch.last)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        events = batch.events.compactMap { event in
            // It holds texts, times and ids, all of which JSON can hold.
            guard let data = try? encoder.encode(event) else { return nil }
            var bytes = ByteBuffer()
            ServerSentEvent(id: event.position.description, data: String(decoding: data, as: UTF8.self)).write(into: &bytes)
            return Event(position: event.position, incident: event.incident, cluster: event.cluster, bytes: bytes)
        }
    }
}

/// What a listener wants to hear of.
struct EventFilter: Sendable {
    /// nil for nothing: another cluster was asked for than may be seen.
    var scope: ClusterScope?
    var incident: IncidentID?

    func admits(_ event: EncodedBatch.Event) -> Bool {
        guard let scope, scope.contains(event.cluster) else { return false }
        return incident.map { $0 == event.incident } ?? true
    }
}
