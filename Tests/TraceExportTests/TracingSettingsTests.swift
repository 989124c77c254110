import Settings
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
