package import Logging
package import Masking
package import Settings
package import Telemetry

/// How much a service logs, and in which form.
package struct LogSettings: SettingsGroup {
    package var level: Logger.Level
    package var format: LogFormat

    package init(reading settings: inout SettingsReader) {
        level = settings.reloadable {
            $0.choice("LOG_LEVEL", default: Logger.Level.info, help: "What is logged: this level and above.")
        }
        format = settings.choice("LOG_FORMAT", default: LogFormat.json, help: "`json` for machines, `text` for people.")
    }

    /// - Parameter masker: What every message and every field passes.
    package func configuration(_ masker: Masker) -> LogConfiguration {
        LogConfiguration(level: level, format: format, masker: masker)
    }
}
