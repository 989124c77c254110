import Primitives
package import Settings

/// Where traces go, by the names that every OpenTelemetry program takes. Without an endpoint nothing is traced.
///
/// Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ and …/protocol/exporter/
package struct TracingSettings: SettingsGroup {
    /// What spans are posted to; nil where nothing is traced.
    package var endpoint: ServerURL?
    package var headers: [OTLPHeader]
    /// A PEM file of whom to trust in place of the system's authorities.
    package var certificate: String?
    /// Of one request to the collector.
    package var timeout: Duration
    package var serviceName: String?
    package var resource: [OTLPHeader]
    /// Of the traces that begin here, from 0 to 1.
    package var ratio: Double
    package var limits: TraceLimits

    package init(reading settings: inout SettingsReader) {
        let base = settings.optionalURL(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            help: "An OpenTelemetry collector to send traces to by OTLP/HTTP, such as http://collector:4318; /v1/traces is appended.")
        let own = settings.optionalURL(
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", help: "The same with its whole path, for traces alone; it comes before the other.")
        headers = Self.pairs(
            settings.optionalSecret(
                "OTEL_EXPORTER_OTLP_HEADERS", format: "name=value, separated by commas, percent-encoded",
                help: "Headers of each request to the collector, such as its key.")?.exposed, "OTEL_EXPORTER_OTLP_HEADERS", &settings)
        certificate = settings.optionalString(
            "OTEL_EXPORTER_OTLP_CERTIFICATE", format: "a path", help: "PEM file of the authorities that the collector's certificate is checked by.")
        timeout = settings.milliseconds(
            "OTEL_EXPORTER_OTLP_TIMEOUT", default: 10_000, in: 100...60_000, help: "Time for one request to the collector, in milliseconds.")
        serviceName = settings.optionalString("OTEL_SERVICE_NAME", help: "The service's name in traces; the program's own where it isn't set.")
        resource = Self.pairs(
            settings.optionalString(
                "OTEL_RESOURCE_ATTRIBUTES", format: "name=value, separated by commas, percent-encoded",
                help: "What each trace says of where the service runs, such as deployment.environment.name=prod."),
            "OTEL_RESOURCE_ATTRIBUTES", &settings)
        ratio =
            settings.optionalNumber(
                "OTEL_TRACES_SAMPLER_ARG", in: 0...1,
                help: "Share of the traces that begin here that is sent; 1 where it isn't set. What comes with a trace follows its sender.") ?? 1
        limits = TraceLimits(reading: &settings)
        let isOff = settings.flag("OTEL_SDK_DISABLED", default: false, help: "Traces nothing, whatever else is set.")
        endpoint = isOff ? nil : own ?? base.flatMap { ServerURL($0.appending("/v1/traces")) }
    }

    private static func pairs(_ text: String?, _ key: String, _ settings: inout SettingsReader) -> [OTLPHeader] {
        guard let text else { return [] }
        if let pairs = OTLPHeader.list(text) { return pairs }
        settings.refuse(key, because: "must be name=value, separated by commas, percent-encoded")
        return []
    }
}

/// How much waits for the collector.
package struct TraceLimits: SettingsGroup, Hashable {
    /// Spans that wait; more are dropped.
    package var waiting: Int
    /// Spans of one request.
    package var batch: Int
    /// After which fewer are sent, too.
    package var delay: Duration

    package init(waiting: Int = 2048, batch: Int = 512, delay: Duration = .seconds(5)) {
        self.waiting = waiting
        self.batch = batch
        self.delay = delay
    }

    package init(reading settings: inout SettingsReader) {
        waiting = settings.integer(
            "OTEL_BSP_MAX_QUEUE_SIZE", default: 2048, in: 1...65_536, help: "Spans that wait for the collector; more are dropped and counted.")
        batch = settings.integer("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", default: 512, in: 1...8192, help: "Spans of one request to the collector.")
        delay = settings.milliseconds(
            "OTEL_BSP_SCHEDULE_DELAY", default: 5000, in: 10...60_000, help: "After how many milliseconds fewer spans are sent, too.")
        if batch > waiting { settings.refuse("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", because: "must not exceed OTEL_BSP_MAX_QUEUE_SIZE") }
    }
}

extension SettingsReader {
    /// Whole milliseconds, as OpenTelemetry's own settings have them.
    fileprivate mutating func milliseconds(_ key: String, default fallback: Int, in range: ClosedRange<Int>, help: String) -> Duration {
        .milliseconds(integer(key, default: fallback, in: range, help: help))
    }
}
