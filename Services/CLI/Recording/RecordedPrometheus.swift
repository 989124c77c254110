import HTTPTypes
import Primitives

/// The recorded part of a Prometheus, which answers the queries that were asked of it, and those whose answer is a part of one of them.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/api/
package struct RecordedPrometheus: Sendable {
    /// Answers of `/api/v1/query`.
    private(set) var instant: [RecordedQuery] = []
    /// Answers of `/api/v1/query_range`.
    private(set) var range: [RecordedQuery] = []
    /// Whole answers by the name of their endpoint: `alerts`, `rules`, `buildinfo`.
    private(set) var documents: [String: [UInt8]] = [:]
    /// What queries are computed from that nobody asked while it was recorded.
    private(set) var store: PromSeriesStore?

    mutating func add(_ document: JSONSlice, fileName: String) {
        let name = fileName.dropLast(".json".count)
        if name.hasSuffix(".instant"), let query = RecordedQuery(document) {
            instant.append(query)
        } else if name.hasSuffix(".range"), let query = RecordedQuery(document) {
            range.append(query)
        } else if name == "series" {
            store = store ?? PromSeriesStore()
            store?.add(document)
        } else {
            documents[String(name)] = Array(document.bytes)
        }
    }

    private var isEmpty: Bool { instant.isEmpty && range.isEmpty && documents.isEmpty && store == nil }

    /// - Returns: nil for a path that isn't Prometheus', and for every one where there was none to record.
    func answer(_ request: RecordedRequest, now: Timestamp) -> RecordedAnswer? {
        guard !isEmpty, request.method == .get || request.method == .post else { return nil }
        let segments = request.segments.first == "prometheus" ? Array(request.segments.dropFirst()) : request.segments
        return switch segments {
        case ["-", "healthy"]: RecordedAnswer(contentType: .text, body: Array("Prometheus Server is Healthy.\n".utf8))
        case ["-", "ready"]: RecordedAnswer(contentType: .text, body: Array("Prometheus Server is Ready.\n".utf8))
        case ["api", "v1", "alerts"]: document("alerts", otherwise: #"{"alerts":[]}"#)
        case ["api", "v1", "rules"]: document("rules", otherwise: #"{"groups":[]}"#)
        case ["api", "v1", "status", "buildinfo"]: document("buildinfo", otherwise: #"{"version":"recording"}"#)
        case ["api", "v1", "query"]: query(request, among: instant, resultType: "vector", bounds: nil, now: now)
        case ["api", "v1", "query_range"]: query(request, among: range, resultType: "matrix", bounds: bounds(of: request), now: now)
        case ["api", "v1", "label", "__name__", "values"]: store?.names(matching: request.query.filter { $0.name == "match[]" }.map(\.value))
        default: nil
        }
    }

    private func document(_ name: String, otherwise data: String) -> RecordedAnswer {
        RecordedAnswer(body: documents[name] ?? Array("{\"status\":\"success\",\"data\":\(data)}".utf8))
    }

    /// Parameters come in the URL, or as a form in the body of a POST.
    private func parameter(_ name: String, of request: RecordedRequest) -> String? {
        if let value = request.parameter(name) { return value }
        guard request.method == .post else { return nil }
        return PercentEncoding.pairs(String(decoding: request.body, as: UTF8.self))?.first { $0.name == name }?.value
    }

    private func query(
        _ request: RecordedRequest, among queries: [RecordedQuery], resultType: String, bounds: ClosedRange<Double>?, now: Timestamp
    ) -> RecordedAnswer {
        guard let text = parameter("query", of: request), !text.isEmpty else {
            let body = #"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": no expression found in input"}"#
            return RecordedAnswer(status: .badRequest, body: Array(body.utf8))
        }
        if let body = Self.constant(text, at: bounds?.upperBound, resultType) { return RecordedAnswer(body: body) }
        for recorded in queries {
            if let body = recorded.answer(to: text, within: bounds) { return RecordedAnswer(body: body) }
        }
        if let store {
            guard let bounds else { return store.instant(text, at: time("time", of: request) ?? now.secondsSince1970) }
            return store.range(text, from: bounds.lowerBound, to: bounds.upperBound, step: step(of: request))
        }
        let warning = JSONString.quoted("the recording doesn't hold this query")
        let body = "{\"status\":\"success\",\"data\":{\"resultType\":\"\(resultType)\",\"result\":[]},\"warnings\":[\(warning)]}"
        return RecordedAnswer(body: Array(body.utf8))
    }

    /// `vector(1)` and the like, by which clients ask whether queries are answered at all.
    private static func constant(_ query: String, at time: Double?, _ resultType: String) -> [UInt8]? {
        let text = PromSelector.normalized(query)
        guard text.hasPrefix("vector("), text.hasSuffix(")"), Double(text.dropFirst(7).dropLast()) != nil, resultType == "vector" else { return nil }
        let sample = "[\(time ?? 0),\"\(text.dropFirst(7).dropLast())\"]"
        return Array("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":\(sample)}]}}".utf8)
    }

    /// `start` and `end`, in seconds since 1970; nil where they are missing, which Prometheus would refuse.
    private func bounds(of request: RecordedRequest) -> ClosedRange<Double>? {
        guard let start = time("start", of: request), let end = time("end", of: request), start <= end else { return nil }
        return start...end
    }

    private func time(_ name: String, of request: RecordedRequest) -> Double? {
        parameter(name, of: request).flatMap { Double($0) ?? Timestamp(rfc3339: $0)?.secondsSince1970 }
    }

    /// In seconds, given as a number or as a duration.
    private func step(of request: RecordedRequest) -> Double {
        guard let text = parameter("step", of: request) else { return 0 }
        if let seconds = Double(text) { return seconds }
        guard case .duration(let seconds)? = (try? PromToken.tokens(of: text))?.first else { return 0 }
        return seconds
    }
}

/// One recorded query with its answer.
struct RecordedQuery: Sendable {
    private let text: String
    private let selector: PromSelector?
    private let answer: JSONSlice
    private let series: [Series]

    private struct Series: Sendable {
        var json: JSONSlice
        var labels: [String: String]
        /// Of a matrix: time and value of each sample.
        var samples: [(time: Double, json: JSONSlice)]
    }

    /// - Returns: nil where the document doesn't hold a query and its answer.
    init?(_ document: JSONSlice) {
        guard let query = document["query"]?.string, let answer = document["answer"] else { return nil }
        text = PromSelector.normalized(query)
        selector = PromSelector(parsing: text)
        self.answer = answer
        series = (answer[path: ["data", "result"]]?.elements ?? []).map { json in
            Series(
                json: json,
                labels: Dictionary((json["metric"]?.members ?? []).map { ($0.name, $0.value.text) }, uniquingKeysWith: { _, last in last }),
                samples: (json["values"]?.elements ?? []).map { (Double($0.elements.first?.text ?? "") ?? 0, $0) })
        }
    }

    /// - Parameter bounds: The times of the samples that are asked for; nil for all.
    /// - Returns: nil where this answer doesn't hold the other query's.
    func answer(to query: String, within bounds: ClosedRange<Double>?) -> [UInt8]? {
        let asked = PromSelector.normalized(query)
        if asked == text { return body(of: series, within: bounds) }
        guard let selector, selector.keepsLabels, let other = PromSelector(parsing: asked), selector.covers(other) else { return nil }
        var kept: [Series] = []
        for one in series {
            var isKept = true
            for matcher in other.matchers {
                // A label that a series doesn't carry is an empty one to PromQL.
                guard let matches = matcher.matches(one.labels[matcher.label] ?? "") else { return nil }
                isKept = isKept && matches
            }
            if isKept { kept.append(one) }
        }
        return body(of: kept, within: bounds)
    }

    private func body(of kept: [Series], within bounds: ClosedRange<Double>?) -> [UInt8] {
        let isWhole = bounds.map { bounds in series.allSatisfy { $0.samples.allSatisfy { bounds.contains($0.time) } } } ?? true
        if kept.count == series.count, isWhole { return Array(answer.bytes) }
        let results = kept.compactMap { isWhole ? String(decoding: $0.json.bytes, as: UTF8.self) : clipped($0, to: bounds) }
        let resultType = answer[path: ["data", "resultType"]]?.string ?? "vector"
        let text = "{\"status\":\"success\",\"data\":{\"resultType\":\"\(resultType)\",\"result\":[\(results.joined(separator: ","))]}}"
        return Array(text.utf8)
    }

    private func clipped(_ one: Series, to bounds: ClosedRange<Double>?) -> String? {
        let samples = one.samples.filter { bounds?.contains($0.time) ?? true }
        guard !samples.isEmpty, let metric = one.json["metric"] else { return nil }
        let values = samples.map { String(decoding: $0.json.bytes, as: UTF8.self) }.joined(separator: ",")
        return "{\"metric\":\(String(decoding: metric.bytes, as: UTF8.self)),\"values\":[\(values)]}"
    }
}
