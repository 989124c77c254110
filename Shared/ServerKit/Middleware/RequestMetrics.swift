import HTTPTypes
import Telemetry

/// Counts and times requests by route, not by path, of which clients can invent any number.
struct RequestMetrics: Sendable {
    struct Outcome: LabelSet {
        var route: String
        var method: String
        /// `2xx` … `5xx`.
        var status: String

        var pairs: KeyValuePairs<String, String> { ["route": route, "method": method, "status": status] }
    }

    struct Endpoint: LabelSet {
        var route: String
        var method: String

        var pairs: KeyValuePairs<String, String> { ["route": route, "method": method] }
    }

    private let requests: Family<Outcome, Counter>
    private let durations: Family<Endpoint, Histogram>
    let inFlight: Gauge

    init(registry: MetricsRegistry) {
        requests = registry.counter("whence_http_requests_total", help: "Requests answered, by route and status class.", labels: Outcome.self)
        durations = registry.histogram(
            "whence_http_request_duration_seconds", help: "Time from a request's head to its answer.", labels: Endpoint.self)
        inFlight = registry.gauge("whence_http_requests_in_flight", help: "Requests being answered.")
    }

    func finished(route: String, method: HTTPRequest.Method, status: HTTPResponse.Status, after duration: Duration) {
        let method = Self.known.contains(method) ? method.rawValue : "other"
        requests[Outcome(route: route, method: method, status: Self.statusClass(status))].increment()
        durations[Endpoint(route: route, method: method)].observe(duration)
    }

    static let known: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    private static func statusClass(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 100..<200: "1xx"
        case 200..<300: "2xx"
        case 300..<400: "3xx"
        case 400..<500: "4xx"
        default: "5xx"
        }
    }
}
