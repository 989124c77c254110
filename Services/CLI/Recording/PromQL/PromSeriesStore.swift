/// Raw series from the file `prometheus/series.json`: `{"series": [{"metric": {…}, "start": 1795257000, "step": 30, "values": [1, 2]}]}`.
package struct PromSeriesStore: Sendable {
    struct Series: Sendable {
        var labels: [String: String]
        /// Seconds since 1970.
        var start: Double
        var step: Double
        var values: [Double]

        /// The values with their times after `from` and up to `to`.
        func samples(after from: Double, upTo to: Double) -> [(time: Double, value: Double)] {
            let first = max(0, Int(((from - start) / step).rounded(.down)) + 1)
            let last = min(values.count - 1, Int(((to - start) / step).rounded(.down)))
            return first > last ? [] : (first...last).map { (start + Double($0) * step, values[$0]) }
        }
    }

    private(set) var series: [Series] = []

    mutating func add(_ document: JSONSlice) {
        for one in document["series"]?.elements ?? [] {
            guard let start = one["start"].flatMap({ Double($0.text) }), let step = one["step"].flatMap({ Double($0.text) }), step > 0 else {
                continue
            }
            let labels = Dictionary((one["metric"]?.members ?? []).map { ($0.name, $0.value.text) }, uniquingKeysWith: { _, last in last })
            series.append(
                Series(labels: labels, start: start, step: step, values: (one["values"]?.elements ?? []).compactMap { Double($0.text) }))
        }
    }

    func matching(_ selector: PromSeriesSelector) throws(PromQLError) -> [Series] {
        var matchers: [(PromMatcher, Regex<AnyRegexOutput>?)] = []
        for matcher in selector.matchers {
            guard matcher.kind == .matches || matcher.kind == .doesNotMatch else {
                matchers.append((matcher, nil))
                continue
            }
            do {
                matchers.append((matcher, try Regex(matcher.value)))
            } catch {
                throw PromQLError("error parsing regexp: \(matcher.value)")
            }
        }
        return series.filter { one in
            if let metric = selector.metric, one.labels["__name__"] != metric { return false }
            return matchers.allSatisfy { matcher, pattern in
                let text = one.labels[matcher.label] ?? ""
                guard let pattern else { return matcher.matches(text) ?? false }
                // Prometheus anchors its patterns on both sides.
                return (text.wholeMatch(of: pattern) != nil) == (matcher.kind == .matches)
            }
        }
    }
}
