package import Settings

/// How a running service notices that its settings' files have changed.
package struct ReloadSettings: SettingsGroup {
    /// Zero looks only on SIGHUP.
    package var interval: Duration

    package init(reading settings: inout SettingsReader) {
        interval = settings.seconds(
            "CONFIG_RELOAD_SECONDS", default: .seconds(10), in: 0...3600,
            help: "How often the file of `WHENCE_CONFIG` and the files of secrets are looked at for changes; 0 only on SIGHUP.")
    }
}
