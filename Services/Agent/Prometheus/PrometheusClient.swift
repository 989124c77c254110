package import HTTPKit
import HTTPTypes
package import Primitives

/// Asks one Prometheus (or what speaks its HTTP API: Thanos, Mimir, VictoriaMetrics).
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/api/
package struct PrometheusClient: Sendable {
    private let baseURL: String
    private let token: Secret?
    private let transport: any Transport
    private let limits: Limits

    package struct Limits: Sendable {
        /// For one query; Prometheus is told as well, so that it gives up when we do.
        package var timeout: Duration
        package var responseBytes: Int
        /// Of one answer, all series together. What is over it is dropped, and said so.
        package var samples: Int

        package init(timeout: Duration = .seconds(5), responseBytes: Int = 8 << 20, samples: Int = 20_000) {
            self.timeout = timeout
            self.responseBytes = responseBytes
            self.samples = samples
        }
    }

    /// - Parameters:
    ///   - baseURL: what `/api/v1` is appended to; a slash at its end is cut off.
    ///   - token: sent as a bearer token.
    package init(baseURL: String, token: Secret? = nil, transport: any Transport, limits: Limits = Limits()) {
        self.token = token
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.transport = transport
        self.limits = limits
    }

    /// The value of an expression at one moment: a sample a series.
    package func query(_ expression: String, at time: Timestamp) async throws(PrometheusError) -> PrometheusAnswer {
        var form = QueryString()
        form.append("query", expression)
        form.append("time", Self.text(time))
        return try await ask("query", form)
    }

    /// The values of an expression over a time.
    package func query(
        _ expression: String, from start: Timestamp, to end: Timestamp, step: Duration
    ) async throws(PrometheusError) -> PrometheusAnswer {
        var form = QueryString()
        form.append("query", expression)
        form.append("start", Self.text(start))
        form.append("end", Self.text(end))
        form.append("step", "\(max(1, step.components.seconds))")
        return try await ask("query_range", form)
    }

    /// Asks for a constant: proof that queries are answered at all.
    package func probe() async throws(PrometheusError) {
        var form = QueryString()
        form.append("query", "vector(1)")
        _ = try await ask("query", form)
    }

    /// POST, because an alert's expression may be longer than a URL may be.
    private func ask(_ endpoint: String, _ form: QueryString) async throws(PrometheusError) -> PrometheusAnswer {
        var form = form
        form.append("timeout", "\(max(1, limits.timeout.components.seconds))s")
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .accept: "application/json", .userAgent: "whence-agent"]
        if let token {
            headers[.authorization] = "Bearer \(token.exposed)"
        }
        let request = OutboundRequest(
            method: .post, url: "\(baseURL)/api/v1/\(endpoint)", headers: headers, body: Array(form.encoded.utf8), timeout: limits.timeout,
            maximumBytes: limits.responseBytes)
        let response: OutboundResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw PrometheusError(error)
        }
        return try PrometheusAnswer(response, maximumSamples: limits.samples)
    }

    /// Seconds with their fraction: what Prometheus reads without having to parse a date.
    private static func text(_ time: Timestamp) -> String {
        let seconds = time.microseconds / 1_000_000
        let millis = time.microseconds % 1_000_000 / 1000
        return millis == 0 ? String(seconds) : "\(seconds)." + String(String(millis + 1000).dropFirst())
    }
}
