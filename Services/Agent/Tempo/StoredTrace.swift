package import Primitives

/// A trace as Tempo holds it.
package struct StoredTrace: Hashable, Sendable {
    package var id: TraceID
    package var spans: [StoredSpan]
    /// False where Tempo, or the bound of what is read here, left spans out.
    package var isComplete: Bool
}

package struct StoredSpan: Hashable, Sendable {
    package enum Kind: Int, Hashable, Sendable {
        case unspecified, `internal`, server, client, producer, consumer
    }

    /// In whatever encoding the server chose; only ever compared.
    package var id: String
    /// nil for a root.
    package var parentID: String?
    package var name: String
    package var kind: Kind
    package var start: Timestamp
    package var end: Timestamp
    package var isFailed: Bool
    package var statusMessage: String?
    /// Of the span and of the exceptions recorded in it (`exception.type`, `exception.message`).
    package var attributes: [String: String]
    /// Of the process that recorded it.
    package var resource: [String: String]

    package var service: String { resource["service.name"] ?? "" }
}
