import Primitives
import Synchronization

/// A piece of work that goes on, in a trace.
///
/// The task that does the work finds it as ``current``, and so do all its child tasks: what they do becomes its children, without a tracer being
/// passed to them. Where nothing is traced there is none, and asking for it is all that it costs.
package final class ActiveSpan: Sendable {
    @TaskLocal package static var current: ActiveSpan?

    private struct State {
        var name: String
        var attributes: SpanAttributes
        var events: [SpanRecord.Event] = []
        var links: [TraceContext] = []
        var failure: String?
        var isOver = false
    }

    package let context: TraceContext
    private let parent: SpanID?
    private let kind: SpanKind
    private let start: Timestamp
    private let began = ContinuousClock.now
    private let tracer: Tracer
    private let state: Mutex<State>

    private static let maximumEvents = 32
    private static let maximumLinks = 64

    init(_ name: String, _ kind: SpanKind, context: TraceContext, parent: SpanID?, attributes: SpanAttributes, tracer: Tracer) {
        self.context = context
        self.parent = parent
        self.kind = kind
        self.tracer = tracer
        start = tracer.clock.now
        state = Mutex(State(name: name, attributes: attributes))
    }

    /// False in a trace that isn't sampled: then it only hands its context on.
    package var isRecording: Bool { context.isSampled }

    /// Begins a part of this work. Whoever begins it ends it.
    package func child(_ name: String, _ kind: SpanKind = .internal, _ attributes: @autoclosure () -> SpanAttributes = [:]) -> ActiveSpan {
        tracer.begin(name, kind, continuing: context, isRecording ? attributes() : [:])
    }

    /// Gives it a better name than it began with: one of few, whatever the request.
    package func rename(_ name: @autoclosure () -> String) {
        change { $0.name = name() }
    }

    /// nil takes an attribute away.
    package func set(_ name: String, _ value: @autoclosure () -> SpanValue?) {
        change { $0.attributes[name] = value() }
    }

    package func note(_ event: String, _ attributes: @autoclosure () -> SpanAttributes = [:]) {
        change { state in
            guard state.events.count < Self.maximumEvents else { return }
            state.events.append(SpanRecord.Event(name: event, at: moment, attributes: attributes()))
        }
    }

    package func link(to other: TraceContext) {
        change { if $0.links.count < Self.maximumLinks { $0.links.append(other) } }
    }

    /// Says that the work failed.
    ///
    /// - Parameter reason: for a person; it is masked and cut before it leaves the process.
    /// - Parameter type: one of few: a status code, a reason's name.
    package func fail(_ reason: @autoclosure () -> String, type: @autoclosure () -> String) {
        change { state in
            state.failure = reason()
            state.attributes["error.type"] = .text(type())
        }
    }

    /// Says what ended the work, unless something better was said of it.
    func fail(by error: any Error) {
        change { state in
            guard state.failure == nil else { return }
            state.failure = "\(error)"
            state.attributes["error.type"] = .text("\(type(of: error))")
        }
    }

    /// Ends it; once, whatever is called afterwards.
    package func end() {
        guard isRecording else { return }
        let ended: State? = state.withLock { state in
            guard !state.isOver else { return nil }
            state.isOver = true
            return state
        }
        guard let ended else { return }
        tracer.sink.take(
            SpanRecord(
                context: context, parent: parent, name: ended.name, kind: kind, start: start, end: moment, attributes: ended.attributes,
                events: ended.events, links: ended.links, failure: ended.failure))
    }

    private func change(_ edit: (inout State) -> Void) {
        guard isRecording else { return }
        state.withLock { state in
            if !state.isOver { edit(&state) }
        }
    }

    /// Now, by a clock that nobody sets meanwhile.
    private var moment: Timestamp { start + (ContinuousClock.now - began) }
}
