package import Settings

/// What one client can take of a server.
package struct ServerLimits: SettingsGroup {
    /// Connections at once; more wait to be accepted.
    package var connections: Int
    /// Until a connection without a request, or with an unfinished head, is closed.
    package var idleTimeout: Duration
    /// From a request's head to its last byte. It ends clients that send a byte now and then.
    package var readTimeout: Duration
    /// Until a client has taken what it is sent.
    package var writeTimeout: Duration
    /// Bytes of a request's body.
    package var maximumBodyBytes: Int
    /// Bytes of a request's headers, names and values.
    package var maximumHeaderBytes = 32 << 10
    package var maximumHeaderCount = 100

    package init(reading settings: inout SettingsReader) {
        connections = settings.integer("MAX_CONNECTIONS", default: 4096, in: 1...1_000_000, help: "Connections at once; more wait to be accepted.")
        idleTimeout = settings.seconds(
            "IDLE_TIMEOUT_SECONDS", default: .seconds(60), in: 0.1...3600, help: "Until a connection without a request is closed.")
        readTimeout = settings.seconds(
            "READ_TIMEOUT_SECONDS", default: .seconds(30), in: 0.1...3600, help: "How long a client may take to send a request.")
        writeTimeout = settings.seconds(
            "WRITE_TIMEOUT_SECONDS", default: .seconds(30), in: 0.1...3600,
            help: "How long a client may take to read an answer, or one event of a stream.")
        maximumBodyBytes = settings.integer(
            "MAX_BODY_BYTES", default: 8 << 20, in: 1024...(1 << 30), help: "Bytes of a request's body; more is answered with 413.")
    }

    package init(
        connections: Int = 4096, idleTimeout: Duration = .seconds(60), readTimeout: Duration = .seconds(30),
        writeTimeout: Duration = .seconds(30), maximumBodyBytes: Int = 8 << 20
    ) {
        self.connections = connections
        self.idleTimeout = idleTimeout
        self.readTimeout = readTimeout
        self.writeTimeout = writeTimeout
        self.maximumBodyBytes = maximumBodyBytes
    }
}
