/// What an analysis may cost, and how much of what it read is shown.
package struct AnalysisSettings: Sendable {
    package var limits: GatherLimits
    /// Events that are shown with the answer (`K8S_EVENT_LIMIT`). All that the API server keeps are read.
    package var eventLimit: Int
    /// Lines of a log that are shown with the answer (`K8S_LOG_TAIL_LINES`).
    package var logTailLines: Int
    /// How many traces are read, and of which time around the alert (`TEMPO_…`).
    package var traces: TraceGatherer.Limits
    /// Lines of one query to Loki (`LOKI_LINE_LIMIT`).
    package var lokiLines: Int
    /// Analyses that read, or weigh what they have read, at once; more wait for their turn. Those that wait for a model don't count.
    package var readingConcurrency = 32

    package init(
        limits: GatherLimits = GatherLimits(), eventLimit: Int = 25, logTailLines: Int = 25, traces: TraceGatherer.Limits = .init(),
        lokiLines: Int = 500
    ) {
        self.limits = limits
        self.eventLimit = eventLimit
        self.logTailLines = logTailLines
        self.traces = traces
        self.lokiLines = lokiLines
    }
}
