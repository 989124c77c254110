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
    private var limits: Limits

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

    /// The names of the metrics that have series which one of the selectors matches.
    ///
    /// - Parameter selectors: as in `{namespace="shop"}`.
    package func metricNames(matching selectors: [String], from start: Timestamp, to end: Timestamp) async throws(PrometheusError) -> Set<String> {
        var query = QueryString()
        for selector in selectors { query.append("match[]", selector) }
        query.append("start", Self.text(start))
        query.append("end", Self.text(end))
        query.append("limit", "\(Self.maximumNames)")
        let response = try await send(.get, "label/__name__/values?\(query.encoded)")
        return Set(try PrometheusDocument<[String]>.data(of: response).prefix(Self.maximumNames))
    }

    /// More are read by nobody.
    private static let maximumNames = 20_000

    /// The expressions of the alerting rules of a name, with the labels that each adds.
    package func rules(named name: String) async throws(PrometheusError) -> [AlertingRule] {
        var query: QueryString = ["type": "alert", "exclude_alerts": "true"]
        // Since 2.45; older ones answer with all rules.
        query.append("rule_name[]", name)
        let response = try await send(.get, "rules?\(query.encoded)")
        return try PrometheusDocument<RuleGroups>.data(of: response).rules(named: name)
    }

    /// A client that gives up when the time is up, if that is sooner than its own timeout.
    package func bounded(by remaining: Duration) -> PrometheusClient {
        var copy = self
        copy.limits.timeout = min(limits.timeout, max(.milliseconds(1), remaining))
        return copy
    }

    /// POST, because an alert's expression may be longer than a URL may be.
    private func ask(_ endpoint: String, _ form: QueryString) async throws(PrometheusError) -> PrometheusAnswer {
        var form = form
        form.append("timeout", "\(max(1, limits.timeout.components.seconds))s")
        return try PrometheusAnswer(try await send(.post, endpoint, body: Array(form.encoded.utf8)), maximumSamples: limits.samples)
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, body: [UInt8] = []) async throws(PrometheusError) -> OutboundResponse {
        var headers: HTTPFields = [.accept: "application/json", .userAgent: "whence-agent"]
        if !body.isEmpty { headers[.contentType] = "application/x-www-form-urlencoded" }
        if let token { headers[.authorization] = "Bearer \(token.exposed)" }
        let request = OutboundRequest(
            method: method, url: "\(baseURL)/api/v1/\(path)", headers: headers, body: body, timeout: limits.timeout,
            maximumBytes: limits.responseBytes, operation: "/api/v1/\(path.prefix { $0 != "?" })")
        do {
            return try await transport.send(request)
        } catch {
            throw PrometheusError(error)
        }
    }

    /// Seconds with their fraction: what Prometheus reads without having to parse a date.
    private static func text(_ time: Timestamp) -> String {
        let seconds = time.microseconds / 1_000_000
        let millis = time.microseconds % 1_000_000 / 1000
        return millis == 0 ? String(seconds) : "\(seconds)." + String(String(millis + 1000).dropFirst())
    }
}
