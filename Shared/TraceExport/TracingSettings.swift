import Primitives
package import Settings
package import Telemetry

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
    package var sampler: TraceSampler
    /// A sampler that is asked for and isn't known here; all is sampled in its place.
    package var unknownSampler: String?
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
        (sampler, unknownSampler) = Self.sampler(reading: &settings)
        limits = TraceLimits(reading: &settings)
        let isOff = settings.flag("OTEL_SDK_DISABLED", default: false, help: "Traces nothing, whatever else is set.")
        let exporter = settings.choice("OTEL_TRACES_EXPORTER", default: Exporter.otlp, help: "`none` traces nothing, whatever else is set.")
        let protocols = [
            settings.optionalString(
                "OTEL_EXPORTER_OTLP_PROTOCOL", format: "http/json or http/protobuf",
                help: "How the collector is spoken to. It is always http/json, which whatever takes http/protobuf takes as well; gRPC is refused."),
            settings.optionalString("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", format: "http/json or http/protobuf", help: "The same for traces alone."),
        ]
        endpoint = isOff || exporter == .none ? nil : own ?? base.flatMap { ServerURL($0.appending("/v1/traces")) }
        if endpoint != nil, let spoken = protocols[1] ?? protocols[0], !["http/json", "http/protobuf"].contains(spoken) {
            settings.refuse(
                protocols[1] == nil ? "OTEL_EXPORTER_OTLP_PROTOCOL" : "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                because: "must be http/json or http/protobuf: \(spoken) isn't spoken here. Collectors take OTLP/HTTP on port 4318, gRPC on 4317")
        }
    }

    private enum Exporter: String, CaseIterable {
        case otlp, none
    }

    /// What isn't known is what the specification has by default: an operator of OpenTelemetry may name samplers, and their arguments, for others.
    private static func sampler(reading settings: inout SettingsReader) -> (TraceSampler, unknown: String?) {
        let name = settings.optionalString(
            "OTEL_TRACES_SAMPLER",
            format: "always_on, always_off or traceidratio, or one of them after parentbased_",
            help:
                "Which traces are sent. After parentbased_, what comes with a trace follows its sender. parentbased_traceidratio where it isn't set.")
        let argument = settings.optionalString(
            "OTEL_TRACES_SAMPLER_ARG", format: "a number, 0 to 1, for traceidratio",
            help: "Share of the traces that begin here that is sent; 1 where it isn't set.")
        let root = name.map { $0.hasPrefix("parentbased_") ? String($0.dropFirst("parentbased_".count)) : $0 } ?? "traceidratio"
        let followsParent = name.map { $0.hasPrefix("parentbased_") } ?? true
        switch root {
        case "always_on": return (TraceSampler(followsParent: followsParent), nil)
        case "always_off": return (TraceSampler(ratio: 0, followsParent: followsParent), nil)
        case "traceidratio":
            guard let argument else { return (TraceSampler(followsParent: followsParent), nil) }
            guard let ratio = Double(argument), (0...1).contains(ratio) else {
                settings.refuse("OTEL_TRACES_SAMPLER_ARG", because: "must be a number, 0 to 1")
                return (TraceSampler(), nil)
            }
            return (TraceSampler(ratio: ratio, followsParent: followsParent), nil)
        default: return (TraceSampler(), name)
        }
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
