import FoundationEssentials
import HTTPKit
package import Logging
package import Masking
import Primitives
package import ServiceLifecycle
import Settings
package import Telemetry

/// A service's tracing, put together from its settings: what makes spans, and what sends them.
package struct Tracing: Sendable {
    package let tracer: Tracer
    /// To be started before, and stopped after, whatever is traced.
    package let service: any Service

    /// - Parameters:
    ///   - program: its name, for traces that aren't given another.
    ///   - masker: what every text of a span passes.
    /// - Returns: nil where no collector is set.
    /// - Throws: where the authorities' file can't be read.
    package static func open(
        _ settings: TracingSettings, program: String, version: String, registry: MetricsRegistry, masker: Masker, logger: Logger
    ) throws -> Tracing? {
        guard let endpoint = settings.endpoint else { return nil }
        let metrics = TraceMetrics(registry: registry)
        let buffer = SpanBuffer(capacity: settings.limits.waiting, batch: settings.limits.batch, dropped: metrics.dropped)
        let roots = try settings.certificate.map { Array(try Data(contentsOf: URL(filePath: $0))) }
        let network = try AsyncHTTPClientTransport(
            configuration: TransportConfiguration(connectionsPerHost: 1, tls: TLSOptions(trustRoots: roots)))
        let document = OTLPDocument(resource: resource(settings, program, version), version: version) { masker.mask($0, named: $1) }
        let exporter = OTLPExporter<ContinuousClock>(
            url: endpoint.text, headers: settings.headers, timeout: settings.timeout, document: document,
            transport: MeteredTransport(network, client: "traces", metrics: TransportMetrics(registry: registry)))
        logger.notice("traces are exported", metadata: ["endpoint": .string(endpoint.text), "sampler": .stringConvertible(settings.sampler)])
        if let unknown = settings.unknownSampler {
            logger.warning("OTEL_TRACES_SAMPLER isn't known here: all is sampled", metadata: ["sampler": .string(unknown)])
        }
        return Tracing(
            tracer: Tracer(sampler: settings.sampler, sink: buffer),
            service: TraceExporter(
                buffer: buffer, exporter: exporter, delay: settings.limits.delay, metrics: metrics, logger: logger,
                clock: ContinuousClock(), close: { await network.shutdown() }))
    }

    private static func resource(_ settings: TracingSettings, _ program: String, _ version: String) -> [OTLPHeader] {
        var resource = [OTLPHeader("service.name", settings.serviceName ?? program), OTLPHeader("service.version", version)]
        resource += [OTLPHeader("telemetry.sdk.name", "whence"), OTLPHeader("telemetry.sdk.language", "swift")]
        // An operator's word counts: OTEL_SERVICE_NAME before all, then the listed attributes.
        for attribute in settings.resource {
            if let place = resource.firstIndex(where: { $0.name == attribute.name }) {
                if attribute.name != "service.name" || settings.serviceName == nil { resource[place] = attribute }
            } else {
                resource.append(attribute)
            }
        }
        return resource
    }
}
