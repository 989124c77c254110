package import Primitives

/// The part that a span plays between two services.
package enum SpanKind: Sendable {
    case `internal`
    /// It answers a request.
    case server
    /// It asks another service.
    case client
    /// It does what was asked for earlier, through a queue.
    case consumer
}

/// A span that has ended, as it is exported.
package struct SpanRecord: Sendable {
    package struct Event: Sendable {
        package var name: String
        package var at: Timestamp
        package var attributes: SpanAttributes

        package init(name: String, at: Timestamp, attributes: SpanAttributes = [:]) {
            self.name = name
            self.at = at
            self.attributes = attributes
        }
    }

    package var context: TraceContext
    /// nil for the first one of a trace.
    package var parent: SpanID?
    package var name: String
    package var kind: SpanKind
    package var start: Timestamp
    package var end: Timestamp
    package var attributes: SpanAttributes
    package var events: [Event]
    /// Spans of this or other traces that it has to do with.
    package var links: [TraceContext]
    /// Why the work failed; nil where it didn't.
    package var failure: String?

    package init(
        context: TraceContext, parent: SpanID? = nil, name: String, kind: SpanKind = .internal, start: Timestamp, end: Timestamp,
        attributes: SpanAttributes = [:], events: [Event] = [], links: [TraceContext] = [], failure: String? = nil
    ) {
        self.context = context
        self.parent = parent
        self.name = name
        self.kind = kind
        self.start = start
        self.end = end
        self.attributes = attributes
        self.events = events
        self.links = links
        self.failure = failure
    }
}

/// Takes spans as they end. It is called where the work is done: it keeps or drops, and waits for nothing.
package protocol SpanSink: Sendable {
    func take(_ span: SpanRecord)
}
