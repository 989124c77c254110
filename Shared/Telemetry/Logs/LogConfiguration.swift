package import Logging
package import Masking
package import Primitives

package enum LogFormat: String, CaseIterable, Sendable {
    /// One JSON object a line, for machines.
    case json
    /// For a person at a terminal.
    case text
}

/// What a program's loggers are made from. It is passed on; there is no global logging system to set up.
package struct LogConfiguration: Sendable {
    /// Shared by all loggers that are made from it.
    package let threshold: LogThreshold
    package var format: LogFormat
    package var output: any LogOutput
    /// What every message and every field passes: a line may quote an error, and that may quote a connection string.
    package var masker: Masker
    package var clock: WallClock

    package init(
        level: Logger.Level = .info, format: LogFormat = .json, output: any LogOutput = LogStream.standardError(),
        masker: Masker = .standard, clock: WallClock = .system
    ) {
        threshold = LogThreshold(level)
        self.format = format
        self.output = output
        self.masker = masker
        self.clock = clock
    }

    /// - Parameter label: The part of the program that speaks, such as `ingest.dispatcher`.
    package func logger(_ label: String) -> Logger {
        Logger(label: label) { StructuredLogHandler(label: $0, configuration: self) }
    }
}
