package import Settings

/// Where a service listens and what it bears from its clients.
package struct ServerSettings: SettingsGroup {
    package var host: String
    /// 0 takes a free one.
    package var port: Int
    /// A file that is given the port once requests are accepted.
    package var portFile: String?
    package var limits: ServerLimits
    package var shutdownTimeout: Duration

    package init(reading settings: inout SettingsReader) {
        self.init(reading: &settings, defaultPort: 8080)
    }

    package init(reading settings: inout SettingsReader, defaultHost: String = "0.0.0.0", defaultPort: Int) {
        host = settings.string("HOST", default: defaultHost, format: "an address or a name", help: "Address to listen on.")
        port = settings.integer("PORT", default: defaultPort, in: 0...65_535, help: "Port to listen on; 0 takes a free one.")
        portFile = settings.optionalString("PORT_FILE", format: "a path", help: "File to write the port to once requests are accepted.")
        limits = ServerLimits(reading: &settings)
        shutdownTimeout = settings.seconds(
            "SHUTDOWN_TIMEOUT_SECONDS", default: .seconds(20), in: 1...600, help: "How long requests under way may take after SIGTERM.")
    }
}
