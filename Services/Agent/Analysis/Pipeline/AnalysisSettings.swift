/// What an analysis may cost, and how much of what it read is shown.
package struct AnalysisSettings: Sendable {
    package var limits: GatherLimits
    /// Events that are shown with the answer (`K8S_EVENT_LIMIT`). All that the API server keeps are read.
    package var eventLimit: Int
    /// Lines of a log that are shown with the answer (`K8S_LOG_TAIL_LINES`).
    package var logTailLines: Int

    package init(limits: GatherLimits = GatherLimits(), eventLimit: Int = 25, logTailLines: Int = 25) {
        self.limits = limits
        self.eventLimit = eventLimit
        self.logTailLines = logTailLines
    }
}
