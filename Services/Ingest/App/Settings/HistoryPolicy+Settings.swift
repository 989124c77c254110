package import IngestDomain
package import Settings

extension HistoryPolicy {
    package init(reading settings: inout SettingsReader) {
        self.init()
        let days = settings.integer(
            "RETENTION_DAYS", default: 400, in: 0...36_500, help: "How long an incident is kept after it ended; 0 keeps everything.")
        retention = days == 0 ? nil : .seconds(86_400 * days)
        partitionDays = settings.integer(
            "HISTORY_PARTITION_DAYS", default: partitionDays, in: 1...366,
            help: "History is dropped in pieces of so many days; keep RETENTION_DAYS below thirty of them.")
    }
}
