import HTTPKit
package import Primitives
package import SourceClient

/// Asks one Tempo for traces.
///
/// Source: https://grafana.com/docs/tempo/latest/api_docs/
package struct TempoClient: Sendable {
    private var client: SourceClient

    package init(_ client: SourceClient) {
        self.client = client
    }

    /// A client that gives up when the time is up, if that is sooner than its own timeout.
    package func bounded(by remaining: Duration) -> TempoClient {
        TempoClient(client.bounded(by: remaining))
    }

    /// - Parameter query: TraceQL.
    /// - Returns: what Tempo found first, which is mostly the latest; not more than `limit`.
    package func search(_ query: String, from start: Timestamp, to end: Timestamp, limit: Int) async throws(SourceError) -> [TraceMatch] {
        let parameters: QueryString = [
            "q": query, "start": Self.seconds(start), "end": String(end.microseconds / 1_000_000 + 1), "limit": String(limit),
        ]
        let answer = try await client.get("/api/search", parameters, as: SearchAnswer.self)
        return (answer.traces ?? []).compactMap(TraceMatch.init).prefix(limit).map(\.self)
    }

    /// - Returns: nil for a trace that Tempo doesn't hold (any more).
    package func trace(_ id: TraceID) async throws(SourceError) -> StoredTrace? {
        do throws(SourceError) {
            return try await client.get("/api/v2/traces/\(id)", [:], template: "/api/v2/traces/{id}", as: TraceAnswer.self).trace(id)
        } catch  where error.reason == .notFound {
            // Before version 2.7 there is no second version of this API.
            do throws(SourceError) {
                return try await client.get("/api/traces/\(id)", [:], template: "/api/traces/{id}", as: TraceAnswer.self).trace(id)
            } catch  where error.reason == .notFound {
                return nil
            }
        }
    }

    /// Searches for anything at all: proof that queries are answered.
    package func probe(at now: Timestamp) async throws(SourceError) {
        _ = try await search("{}", from: now - .seconds(60), to: now, limit: 1)
    }

    private static func seconds(_ time: Timestamp) -> String { String(time.microseconds / 1_000_000) }
}

/// A trace that a search found.
package struct TraceMatch: Hashable, Sendable {
    package var id: TraceID
    package var rootService: String
    package var rootName: String
    package var start: Timestamp?
    package var duration: Duration

    init?(_ found: SearchAnswer.Trace) {
        guard let id = TraceID(found.traceID) else { return nil }
        self.id = id
        rootService = found.rootServiceName ?? ""
        rootName = found.rootTraceName ?? ""
        start = found.startTimeUnixNano?.time
        duration = .milliseconds(max(0, found.durationMs ?? 0))
    }
}

/// 32 hexadecimal digits. Tempo's search leaves out zeros at the front, and its trace API wants them.
package struct TraceID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Returns: nil for what isn't hexadecimal, or is longer than an id may be.
    package init?(_ text: String) {
        let isHexadecimal = text.utf8.allSatisfy { byte in
            let lowered = byte | 0x20
            return (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "f"))
        }
        guard isHexadecimal, !text.isEmpty, text.utf8.count <= 32 else { return nil }
        description = String(repeating: "0", count: 32 - text.utf8.count) + text.lowercased()
    }
}
