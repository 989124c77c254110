import HTTPKit
import HTTPTypes
import Telemetry
import TestSupport
import Testing

@Suite("Metrics of requests")
struct MeteredTransportTests {
    @Test("requests are counted by client, method and outcome, never by address")
    func counts() async throws {
        let registry = MetricsRegistry()
        let metrics = TransportMetrics(registry: registry)
        let mock = MockTransport(outcomes: [
            .success(OutboundResponse(status: .ok, body: [1, 2, 3])), .success(OutboundResponse(status: .notFound)),
            .failure(TransportError(reason: .timedOut, request: "", detail: "")),
        ])
        let transport = MeteredTransport(mock, client: "agent", metrics: metrics)
        for index in 0..<3 {
            _ = try? await transport.send(OutboundRequest(url: "http://host-\(index)/secret", timeout: .seconds(1)))
        }
        metrics.retried("agent")()
        let text = registry.exposition()
        #expect(text.contains("whence_http_client_requests_total{client=\"agent\",method=\"GET\",outcome=\"2xx\"} 1\n"))
        #expect(text.contains("whence_http_client_requests_total{client=\"agent\",method=\"GET\",outcome=\"4xx\"} 1\n"))
        #expect(text.contains("whence_http_client_requests_total{client=\"agent\",method=\"GET\",outcome=\"timedOut\"} 1\n"))
        #expect(text.contains("whence_http_client_received_bytes_total{client=\"agent\"} 3\n"))
        #expect(text.contains("whence_http_client_duration_seconds_count{client=\"agent\"} 3\n"))
        #expect(text.contains("whence_http_client_retries_total{client=\"agent\"} 1\n"))
        #expect(!text.contains("secret") && !text.contains("host-"))
    }
}
