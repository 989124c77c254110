package import Primitives

/// Begins traces, and goes on with those that others began.
package struct Tracer: Sendable {
    let sampler: TraceSampler
    let sink: any SpanSink
    let clock: WallClock
    private let random: @Sendable () -> UInt64

    /// - Parameter random: makes the ids. They must be unique, and needn't be secret.
    package init(
        sampler: TraceSampler = TraceSampler(), sink: any SpanSink, clock: WallClock = .system,
        random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    ) {
        self.sampler = sampler
        self.sink = sink
        self.clock = clock
        self.random = random
    }

    /// - Parameter context: of whoever asked for the work; nil begins a trace.
    package func begin(
        _ name: String, _ kind: SpanKind, continuing context: TraceContext?, _ attributes: @autoclosure () -> SpanAttributes = [:]
    ) -> ActiveSpan {
        let own: TraceContext
        if let context {
            own = TraceContext(traceID: context.traceID, spanID: spanID(), isSampled: sampler.samples(context), state: context.state)
        } else {
            let trace = traceID()
            own = TraceContext(traceID: trace, spanID: spanID(), isSampled: sampler.samples(trace))
        }
        return ActiveSpan(
            name, kind, context: own, parent: context?.spanID, attributes: own.isSampled ? attributes() : [:], tracer: self)
    }

    private func traceID() -> TraceID {
        while true {
            if let id = TraceID(high: random(), low: random()) { return id }
        }
    }

    private func spanID() -> SpanID {
        while true {
            if let id = SpanID(random()) { return id }
        }
    }
}

/// Which traces are recorded.
package struct TraceSampler: Hashable, Sendable {
    private let threshold: UInt64?
    private let followsParent: Bool

    /// - Parameters:
    ///   - ratio: 0 for none, 1 for all.
    ///   - followsParent: Whether traces that began elsewhere follow whoever began them.
    package init(ratio: Double = 1, followsParent: Bool = true) {
        threshold = ratio >= 1 ? nil : UInt64(max(0, ratio) * 0x1p64)
        self.followsParent = followsParent
    }

    /// By the id alone, so that all that see a trace come to the same.
    package func samples(_ trace: TraceID) -> Bool {
        threshold.map { trace.low < $0 } ?? true
    }

    /// Of a trace that goes on here.
    func samples(_ context: TraceContext) -> Bool {
        followsParent ? context.isSampled : samples(context.traceID)
    }
}

extension TraceSampler: CustomStringConvertible {
    package var description: String {
        let share = threshold.map { Double($0) / 0x1p64 } ?? 1
        return "\(followsParent ? "by parent, else " : "")\(share)"
    }
}
