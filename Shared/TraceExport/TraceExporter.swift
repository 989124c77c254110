package import Logging
import ServiceLifecycle
package import Telemetry

/// Exports what the buffer holds, a batch at a time, beside all other work: whoever ends a span never waits for it.
///
/// While a collector is away or slow the buffer fills, and what comes then is dropped and counted. It stops after everything else, and sends what is
/// left, once, within a bound.
package struct TraceExporter<Ticks: Clock<Duration>>: Service, CustomStringConvertible {
    package var description: String { "TraceExporter" }

    private let buffer: SpanBuffer
    private let exporter: OTLPExporter<Ticks>
    private let delay: Duration
    private let metrics: TraceMetrics
    private let logger: Logger
    private let clock: Ticks
    private let close: @Sendable () async -> Void

    /// For what is left at the end.
    private static var lastWords: Duration { .seconds(3) }

    /// - Parameters:
    ///   - delay: after which fewer spans than a batch are sent, too.
    ///   - close: lets go of the connections.
    package init(
        buffer: SpanBuffer, exporter: OTLPExporter<Ticks>, delay: Duration, metrics: TraceMetrics, logger: Logger, clock: Ticks,
        close: @escaping @Sendable () async -> Void = {}
    ) {
        self.buffer = buffer
        self.exporter = exporter
        self.delay = delay
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
        self.close = close
    }

    package func run() async {
        let unfinished = await cancelWhenGracefulShutdown { await exportUntilCancelled() }
        await flush(unfinished)
        await close()
    }

    /// - Returns: the batch that was on its way.
    private func exportUntilCancelled() async -> [SpanRecord] {
        let (turns, turn) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return await withTaskGroup(of: Void.self) { group -> [SpanRecord] in
            defer { group.cancelAll() }
            group.addTask { for await _ in buffer.fullBatches { turn.yield() } }
            group.addTask {
                // Ends when the sleep is cancelled.
                while (try? await clock.sleep(for: delay)) != nil { turn.yield() }
            }
            var wasWell = true
            for await _ in turns {
                let batch = buffer.next()
                guard !batch.isEmpty else { continue }
                let outcome = await exporter.export(batch)
                if case .lost = outcome, Task.isCancelled { return batch }
                metrics.count(outcome, of: batch.count)
                tell(outcome, &wasWell)
            }
            return []
        }
    }

    /// What is left when everything else has stopped; it is tried once. A collector that has some of it already knows it by its ids.
    private func flush(_ unfinished: [SpanRecord]) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var batch = unfinished.isEmpty ? buffer.next() : unfinished
                while !batch.isEmpty {
                    let outcome = await exporter.export(batch, attempts: 1)
                    metrics.count(outcome, of: batch.count)
                    guard case .delivered = outcome else { return }
                    batch = buffer.next()
                }
            }
            group.addTask {
                // Whether it slept or was cancelled: it is over.
                try? await clock.sleep(for: Self.lastWords)
            }
            _ = await group.next()
            group.cancelAll()
        }
        metrics.lost(buffer.count)
    }

    /// Once when it goes wrong, and once when it is well again.
    private func tell(_ outcome: ExportOutcome, _ wasWell: inout Bool) {
        switch outcome {
        case .lost(let reason):
            if wasWell { logger.warning("traces can't be exported, and are lost meanwhile", metadata: ["error": .string(reason)]) }
            wasWell = false
        case .delivered(let refused):
            if !wasWell { logger.notice("traces are exported again") }
            if refused > 0 { logger.warning("the collector refused spans", metadata: ["spans": .stringConvertible(refused)]) }
            wasWell = true
        }
    }
}
