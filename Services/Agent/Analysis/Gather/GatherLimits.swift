/// What one analysis may cost the cluster and itself.
package struct GatherLimits: Sendable {
    /// For everything that is read, all rounds together.
    package var deadline: Duration
    /// Lines of one log that are read. Several times what is shown: the crash stands above the last lines where streams interleave.
    package var logLines: Int
    /// Bytes of one log.
    package var logBytes: Int
    /// How far back metrics are read.
    package var metricsWindow: Duration
    /// Whether the names of Secrets may be asked for; never what they hold.
    package var readsSecretMetadata = false

    package init(
        deadline: Duration = .seconds(12), logLines: Int = 200, logBytes: Int = 256 << 10, metricsWindow: Duration = .seconds(3600)
    ) {
        self.deadline = deadline
        self.logLines = logLines
        self.logBytes = logBytes
        self.metricsWindow = metricsWindow
    }
}
