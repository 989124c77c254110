import Settings
import Telemetry
import Testing

@testable import TraceExport

@Suite("What can be set of tracing")
struct TracingSettingsTests {
    private func load(_ environment: [String: String]) throws -> TracingSettings {
        try TracingSettings.load(environment: environment)
    }

    @Test("nothing is traced unless a collector is named, or where it is switched off")
    func off() throws {
        #expect(try load([:]).endpoint == nil)
        #expect(try load(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_SDK_DISABLED": "true"]).endpoint == nil)
    }

    @Test(
        "the path is appended to the common address, and not to that for traces alone",
        arguments: [
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"], "http://c:4318/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c/otlp/"], "https://c/otlp/v1/traces"),
            (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/spans", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"], "http://t/spans"),
        ])
    func endpoint(environment: [String: String], expected: String) throws {
        #expect(try load(environment).endpoint?.text == expected)
    }

    private let collector = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"]

    @Test(
        "samplers are OpenTelemetry's; one that isn't known samples all, and its argument is its own",
        arguments: [
            (nil, nil, TraceSampler()), (nil, "0.25", TraceSampler(ratio: 0.25)), ("always_on", "0", TraceSampler(followsParent: false)),
            ("always_off", nil, TraceSampler(ratio: 0, followsParent: false)), ("parentbased_always_off", nil, TraceSampler(ratio: 0)),
            ("traceidratio", "0.5", TraceSampler(ratio: 0.5, followsParent: false)), ("parentbased_traceidratio", "0.5", TraceSampler(ratio: 0.5)),
            ("parentbased_always_on", "endpoint=x", TraceSampler()), ("jaeger_remote", "endpoint=http://j:14250", TraceSampler()),
        ] as [(String?, String?, TraceSampler)])
    func samplers(name: String?, argument: String?, expected: TraceSampler) throws {
        let settings = try load(["OTEL_TRACES_SAMPLER": name ?? "", "OTEL_TRACES_SAMPLER_ARG": argument ?? ""])
        #expect(settings.sampler == expected)
        #expect(settings.unknownSampler == (name == "jaeger_remote" ? name : nil))
    }

    @Test("`none` exports nothing; what isn't OTLP over HTTP is refused in words, where anything is traced")
    func exporters() throws {
        #expect(try load(collector.merging(["OTEL_TRACES_EXPORTER": "none"]) { $1 }).endpoint == nil)
        #expect(try load(collector.merging(["OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"]) { $1 }).endpoint != nil)
        #expect(throws: SettingsError.self) { try load(["OTEL_TRACES_EXPORTER": "zipkin"]) }
        #expect(try load(["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"]).endpoint == nil)
        do throws(SettingsError) {
            _ = try TracingSettings.load(environment: collector.merging(["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"]) { $1 })
            Issue.record("gRPC was taken")
        } catch {
            #expect("\(error)".contains("OTEL_EXPORTER_OTLP_PROTOCOL") && "\(error)".contains("4318"))
        }
    }

    @Test("what is wrong is refused by name, and a header's value isn't shown")
    func refused() {
        let wrong = [
            "OTEL_TRACES_SAMPLER_ARG": "2", "OTEL_EXPORTER_OTLP_HEADERS": "sesame", "OTEL_RESOURCE_ATTRIBUTES": "=",
            "OTEL_BSP_MAX_QUEUE_SIZE": "10", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "20",
        ]
        do throws(SettingsError) {
            _ = try TracingSettings.load(environment: wrong)
            Issue.record("they were taken")
        } catch {
            for name in wrong.keys where name != "OTEL_BSP_MAX_QUEUE_SIZE" { #expect("\(error)".contains(name)) }
            #expect(!"\(error)".contains("sesame"))
        }
    }
}
