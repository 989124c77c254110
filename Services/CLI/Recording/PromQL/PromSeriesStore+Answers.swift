import HTTPTypes

/// The answers of `/api/v1/query` and `/api/v1/query_range` that are computed from raw series.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/api/#expression-queries
extension PromSeriesStore {
    /// More than any client should ask for at once; Prometheus itself refuses 11,000.
    private static let maximumSteps = 11_000

    func instant(_ query: String, at time: Double) -> RecordedAnswer {
        answer { () throws(PromQLError) in
            let value = try PromEvaluator(store: self).evaluate(try PromParser.parse(query), at: time)
            switch value {
            case .scalar(let number): return Self.data("scalar", Self.sample(time, number))
            case .text(let text): return Self.data("string", "[\(time),\(JSONString.quoted(text))]")
            case .vector(let samples):
                let results = samples.map { "{\"metric\":\(Self.metric($0.labels)),\"value\":\(Self.sample(time, $0.value))}" }
                return Self.data("vector", "[\(results.joined(separator: ","))]")
            case .matrix(let ranges):
                let results = ranges.map { Self.series($0.labels, $0.samples) }
                return Self.data("matrix", "[\(results.joined(separator: ","))]")
            }
        }
    }

    func range(_ query: String, from start: Double, to end: Double, step: Double) -> RecordedAnswer {
        answer { () throws(PromQLError) in
            guard step > 0 else { throw PromQLError("zero or negative query resolution step widths are not accepted") }
            guard (end - start) / step <= Double(Self.maximumSteps) else {
                throw PromQLError("exceeded maximum resolution of 11,000 points per timeseries")
            }
            let expression = try PromParser.parse(query)
            let evaluator = PromEvaluator(store: self)
            var order: [[String: String]] = []
            var found: [[String: String]: [(time: Double, value: Double)]] = [:]
            for position in 0...max(0, Int((end - start) / step)) {
                let time = start + Double(position) * step
                let samples: [PromSample]
                switch try evaluator.evaluate(expression, at: time) {
                case .scalar(let number): samples = [PromSample(labels: [:], value: number)]
                case .vector(let vector): samples = vector
                case .text, .matrix: throw PromQLError("invalid expression type for range query, must be Scalar or instant Vector")
                }
                for sample in samples {
                    if found[sample.labels] == nil { order.append(sample.labels) }
                    found[sample.labels, default: []].append((time, sample.value))
                }
            }
            return Self.data("matrix", "[\(order.map { Self.series($0, found[$0] ?? []) }.joined(separator: ","))]")
        }
    }

    /// The answer of `/api/v1/label/__name__/values`: the metrics of which a series matches one of the selectors, or all.
    func names(matching selectors: [String]) -> RecordedAnswer {
        answer { () throws(PromQLError) in
            var names: Set<String> = []
            if selectors.isEmpty { names.formUnion(series.compactMap { $0.labels["__name__"] }) }
            for text in selectors {
                guard case .selector(let selector) = try PromParser.parse(text) else { throw PromQLError("not a series selector: \(text)") }
                names.formUnion(try matching(selector).compactMap { $0.labels["__name__"] })
            }
            return "{\"status\":\"success\",\"data\":[\(names.sorted().map(JSONString.quoted).joined(separator: ","))]}"
        }
    }

    private func answer(_ body: () throws(PromQLError) -> String) -> RecordedAnswer {
        do throws(PromQLError) {
            return RecordedAnswer(body: Array(try body().utf8))
        } catch {
            let message = JSONString.quoted("invalid parameter \"query\": \(error.message)")
            return RecordedAnswer(status: .badRequest, body: Array("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\(message)}".utf8))
        }
    }

    private static func data(_ type: String, _ result: String) -> String {
        "{\"status\":\"success\",\"data\":{\"resultType\":\"\(type)\",\"result\":\(result)}}"
    }

    private static func series(_ labels: [String: String], _ samples: [(time: Double, value: Double)]) -> String {
        "{\"metric\":\(metric(labels)),\"values\":[\(samples.map { sample($0.time, $0.value) }.joined(separator: ","))]}"
    }

    private static func metric(_ labels: [String: String]) -> String {
        "{" + labels.sorted { $0.key < $1.key }.map { "\(JSONString.quoted($0.key)):\(JSONString.quoted($0.value))" }.joined(separator: ",") + "}"
    }

    private static func sample(_ time: Double, _ value: Double) -> String {
        let text = value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : String(value)
        return "[\(time),\"\(text)\"]"
    }
}
