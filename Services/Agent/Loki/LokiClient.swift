import HTTPKit
package import Primitives
package import SourceClient

/// Asks one Loki for log lines.
///
/// Source: https://grafana.com/docs/loki/latest/reference/loki-http-api/
package struct LokiClient: Sendable {
    private let client: SourceClient

    package init(_ client: SourceClient) {
        self.client = client
    }

    /// A client that gives up when the time is up, if that is sooner than its own timeout.
    package func bounded(by remaining: Duration) -> LokiClient {
        LokiClient(client.bounded(by: remaining))
    }

    /// The names of the labels that streams are found by.
    package func labels(from start: Timestamp, to end: Timestamp) async throws(SourceError) -> Set<String> {
        let answer = try await client.get("/loki/api/v1/labels", Self.range(start, end), as: Envelope<[String]>.self)
        return Set(answer.data ?? [])
    }

    /// The latest lines that a query finds, by stream and in order of time.
    ///
    /// - Parameters:
    ///   - query: LogQL.
    ///   - limit: of all streams together.
    package func lines(_ query: String, from start: Timestamp, to end: Timestamp, limit: Int) async throws(SourceError) -> [LogStream] {
        var parameters = Self.range(start, end)
        parameters.append("query", query)
        parameters.append("limit", String(limit))
        parameters.append("direction", "backward")
        let answer = try await client.get("/loki/api/v1/query_range", parameters, as: Envelope<Streams>.self)
        guard answer.status == "success", let data = answer.data else { throw SourceError(.malformed, "status \(answer.status)") }
        guard data.resultType == "streams" else { throw SourceError(.malformed, "a \(data.resultType) instead of streams") }
        return data.result.map(LogStream.init)
    }

    /// Asks for the labels of the last minute: proof that queries are answered.
    package func probe(at now: Timestamp) async throws(SourceError) {
        _ = try await labels(from: now - .seconds(60), to: now)
    }

    private static func range(_ start: Timestamp, _ end: Timestamp) -> QueryString {
        ["start": "\(start.microseconds)000", "end": "\(end.microseconds)000"]
    }
}

/// Lines with the same labels.
package struct LogStream: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package var time: Timestamp
        package var text: String
    }

    package var labels: [String: String]
    /// By time.
    package var lines: [Line]

    init(_ stream: Streams.Stream) {
        labels = stream.stream
        lines = stream.values.map { Line(time: $0.time, text: $0.text) }.sorted { $0.time < $1.time }
    }
}

/// `{"status": "success", "data": …}`
struct Envelope<Payload: Decodable>: Decodable {
    var status: String
    var data: Payload?
}

struct Streams: Decodable {
    var resultType: String
    var result: [Stream]

    private enum CodingKeys: String, CodingKey {
        case resultType, result
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        resultType = try container.decode(String.self, forKey: .resultType)
        result = resultType == "streams" ? try container.decode([Stream].self, forKey: .result) : []
    }

    struct Stream: Decodable {
        var stream: [String: String]
        var values: [Entry]
    }

    /// `["1795247036000000000", "the line"]`, and in newer versions an object with structured metadata as the third.
    struct Entry: Decodable {
        var time: Timestamp
        var text: String

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            let nanoseconds = try container.decode(String.self)
            guard let number = Int64(nanoseconds) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time")
            }
            time = Timestamp(microseconds: number / 1000)
            text = try container.decode(String.self)
        }
    }
}
