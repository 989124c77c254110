package import HTTPKit
import HTTPTypes
package import Primitives
package import Telemetry

/// What became of a batch.
package enum ExportOutcome: Hashable, Sendable {
    /// - Parameter refused: spans that the collector took the others without.
    case delivered(refused: Int)
    case lost(reason: String)
}

/// Sends one batch to a collector: again where the collector asks for it or can't be reached, else it is lost.
///
/// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
package struct OTLPExporter<Ticks: Clock<Duration>>: Sendable {
    private let url: String
    private let headers: HTTPFields
    private let timeout: Duration
    private let document: OTLPDocument
    private let transport: any Transport
    private let policy: RetryPolicy
    private let clock: Ticks
    private let wallClock: WallClock
    private let chance: @Sendable () -> Double

    /// For how long a collector that asks for it is left alone at most. Spans wait meanwhile, as many as may.
    private static var longestRest: Duration { .seconds(60) }

    /// - Parameters:
    ///   - timeout: of one attempt.
    ///   - chance: from 0 up to 1.
    package init(
        url: String, headers: [OTLPHeader] = [], timeout: Duration, document: OTLPDocument, transport: any Transport,
        policy: RetryPolicy = RetryPolicy(maximumAttempts: 5, firstDelay: .seconds(1), maximumDelay: .seconds(16), statuses: [429, 502, 503, 504]),
        clock: Ticks = ContinuousClock(), wallClock: WallClock = .system, chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.url = url
        var fields: HTTPFields = [.contentType: "application/json", .accept: "application/json", .userAgent: "whence"]
        for header in headers {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        self.headers = fields
        self.timeout = timeout
        self.document = document
        self.transport = transport
        self.policy = policy
        self.clock = clock
        self.wallClock = wallClock
        self.chance = chance
    }

    /// Ends soon after its task is cancelled.
    ///
    /// - Parameter attempts: at most; fewer where there is no time for more.
    package func export(_ spans: [SpanRecord], attempts: Int = .max) async -> ExportOutcome {
        let request = OutboundRequest(
            method: .post, url: url, headers: headers, body: document.encode(spans), timeout: timeout, maximumBytes: 64 << 10)
        for attempt in 1... {
            let (outcome, retryAfter, mayPass) = await attemptOnce(request)
            if case .delivered = outcome { return outcome }
            guard mayPass, attempt < attempts,
                let delay = policy.delay(
                    afterAttempt: attempt, retryAfter: retryAfter.map { min($0, Self.longestRest) }, remaining: Self.longestRest * 2, chance: chance()
                )
            else { return outcome }
            do {
                try await clock.sleep(for: delay)
            } catch {
                return outcome
            }
        }
        return .lost(reason: "it was tried too often")
    }

    private func attemptOnce(_ request: OutboundRequest) async -> (ExportOutcome, retryAfter: Duration?, mayPass: Bool) {
        do throws(TransportError) {
            let response = try await transport.send(request)
            if response.isSuccess { return (.delivered(refused: Self.refused(response)), nil, false) }
            return (
                .lost(reason: "the collector answered \(response.status.code)"), RetryPolicy.retryAfter(response.headers, now: wallClock.now),
                policy.retries(response)
            )
        } catch {
            return (.lost(reason: "\(error)"), nil, policy.retries(error) || error.reason == .timedOut)
        }
    }

    private struct Answer: Decodable {
        struct PartialSuccess: Decodable {
            /// A 64-bit number: a string by the mapping, and a number by some collectors.
            var rejectedSpans: JSONValue?
        }

        var partialSuccess: PartialSuccess?
    }

    /// What isn't the answer that OTLP describes says nothing of refused spans.
    private static func refused(_ response: OutboundResponse) -> Int {
        guard !response.body.isEmpty, let answer = try? response.decodeJSON(Answer.self) else { return 0 }
        switch answer.partialSuccess?.rejectedSpans {
        case .string(let digits): return max(0, Int(digits) ?? 0)
        case .integer(let number): return max(0, Int(clamping: number))
        default: return 0
        }
    }
}
