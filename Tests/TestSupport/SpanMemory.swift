package import Primitives
import Synchronization
package import Telemetry

/// Keeps the spans that end.
package final class SpanMemory: SpanSink {
    private let spans = Mutex<[SpanRecord]>([])

    package init() {}

    package func take(_ span: SpanRecord) {
        spans.withLock { $0.append(span) }
    }

    /// In the order of their ends.
    package var all: [SpanRecord] { spans.withLock { $0 } }

    package func named(_ name: String) -> SpanRecord? { all.first { $0.name == name } }

    /// A tracer whose ids count from 1.
    package func tracer(ratio: Double = 1, clock: WallClock = .system) -> Tracer {
        let ids = Locked<UInt64>(0)
        return Tracer(sampler: TraceSampler(ratio: ratio), sink: self, clock: clock) {
            ids.withLock { id in
                id += 1
                return id
            }
        }
    }
}
