package import Telemetry

/// Counts how often each limit was reached: a limit that nobody sees is taken for a fault.
package struct LimitHits: Sendable {
    package enum Limit: String, CaseIterable, LabelSet {
        /// Requests a second, of all together.
        case totalRate = "rate_total"
        /// Requests a second of one token.
        case tokenRate = "rate_token"
        /// Attempts of one address with credentials that nobody has.
        case failedAuthentication = "failed_authentication"
        /// Bytes of one body.
        case bodyBytes = "body_bytes"
        /// Bytes of all bodies that are being worked on.
        case bytesInFlight = "bytes_in_flight"
        case connections
        case headers
        /// A client that was too slow to send.
        case readTime = "read_time"
        /// A client that was too slow to take its answer.
        case writeTime = "write_time"

        package var pairs: KeyValuePairs<String, String> { ["limit": rawValue] }
    }

    private let counters: [Limit: Counter]

    package init(registry: MetricsRegistry) {
        let family = registry.counter("whence_limit_hits_total", help: "How often a limit was reached, by limit.", labels: Limit.self)
        // All of them from the start: a rate needs a zero to begin at.
        counters = Dictionary(uniqueKeysWithValues: Limit.allCases.map { ($0, family[$0]) })
    }

    package func hit(_ limit: Limit) {
        counters[limit]?.increment()
    }
}
