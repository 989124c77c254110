import HTTPTypes
package import Telemetry

/// The metrics of all outbound requests of a process. Clients are told apart by a name, never by a host or a path, of which there is no end.
package struct TransportMetrics: Sendable {
    struct Labels: LabelSet {
        var client: String
        var method: String
        /// `2xx` … `5xx`, or the reason why no answer came.
        var outcome: String

        var pairs: KeyValuePairs<String, String> { ["client": client, "method": method, "outcome": outcome] }
    }

    let requests: Family<Labels, Counter>
    let durations: Family<Label, Histogram>
    let received: Family<Label, Counter>
    let retries: Family<Label, Counter>

    package init(registry: MetricsRegistry) {
        requests = registry.counter("whence_http_client_requests_total", help: "Outbound requests by outcome.", labels: Labels.self)
        durations = registry.histogram("whence_http_client_duration_seconds", help: "Time from request to last byte.", labels: Label.self)
        received = registry.counter("whence_http_client_received_bytes_total", help: "Bytes of answers' bodies.", labels: Label.self)
        retries = registry.counter("whence_http_client_retries_total", help: "Attempts after the first.", labels: Label.self)
    }

    /// To be given to a ``RetryingTransport`` of the same client.
    package func retried(_ client: String) -> @Sendable () -> Void {
        let counter = retries[Label("client", client)]
        return { counter.increment() }
    }
}

/// Counts and times what goes through it.
package struct MeteredTransport<Base: Transport>: Transport {
    private let base: Base
    private let client: String
    private let metrics: TransportMetrics
    private let duration: Histogram
    private let received: Counter

    /// - Parameter client: What the transport is for: `agent`, `kubernetes`, `prometheus`.
    package init(_ base: Base, client: String, metrics: TransportMetrics) {
        self.base = base
        self.client = client
        self.metrics = metrics
        duration = metrics.durations[Label("client", client)]
        received = metrics.received[Label("client", client)]
    }

    package func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        let start = ContinuousClock.now
        do throws(TransportError) {
            let response = try await base.send(request)
            finish(request, since: start, outcome: "\(response.status.code / 100)xx")
            received.increment(by: response.body.count)
            return response
        } catch {
            finish(request, since: start, outcome: error.reason.rawValue)
            throw error
        }
    }

    private func finish(_ request: OutboundRequest, since start: ContinuousClock.Instant, outcome: String) {
        duration.observe(start.duration(to: .now))
        metrics.requests[.init(client: client, method: request.method.rawValue, outcome: outcome)].increment()
    }
}

extension MeteredTransport: StreamingTransport where Base: StreamingTransport {
    package func stream<Reader: ResponseReader>(
        _ request: OutboundRequest, silence: Duration, into reader: Reader
    ) async -> StreamedResponse<Reader> {
        let start = ContinuousClock.now
        let metered = await base.stream(request, silence: silence, into: MeteredReader(base: reader, received: received))
        let outcome = metered.failure?.reason.rawValue ?? metered.reader.status.map { "\($0 / 100)xx" }
        finish(request, since: start, outcome: outcome ?? TransportError.Reason.disconnected.rawValue)
        return StreamedResponse(reader: metered.reader.base, failure: metered.failure)
    }
}

/// Counts what a reader is handed.
private struct MeteredReader<Base: ResponseReader>: ResponseReader {
    var base: Base
    let received: Counter
    var status: Int?

    mutating func receive(_ head: ResponseHead) -> Bool {
        status = head.status.code
        return base.receive(head)
    }

    mutating func receive(_ bytes: [UInt8]) -> Bool {
        received.increment(by: bytes.count)
        return base.receive(bytes)
    }
}
