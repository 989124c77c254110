import AgentDomain
package import AgentReasoning
package import Primitives
package import Prometheus

/// The values of an expression over a time, a line a series.
package struct MetricsTool: AgentTool {
    private let client: PrometheusClient
    private let now: Timestamp
    private static let maximumSeries = 20
    private static let points = 12

    /// - Parameter now: The end of what is asked for.
    package init(client: PrometheusClient, now: Timestamp) {
        self.client = client
        self.now = now
    }

    package let name = "query_prometheus"
    package let source = "prometheus"
    package let summary =
        "Evaluates a PromQL expression over the last minutes: of each series the least, the most, the last value and twelve on the way."
    package let parameters: JSONValue = [
        "type": "object", "required": ["expression"], "additionalProperties": false,
        "properties": ["expression": ["type": "string", "description": "PromQL, narrowed by labels"], "minutes": ToolTime.property],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        let expression = arguments["expression"]?.string ?? ""
        guard !expression.isEmpty, expression.utf8.count <= 1000 else { return .refusal("expression must have 1 to 1000 bytes.") }
        let time = ToolTime(arguments, now: now)
        // At most 60 samples a series, whatever the range: what is drawn by nobody needn't be computed.
        let step = Duration.seconds(max(15, time.length.components.seconds / 60))
        do throws(PrometheusError) {
            let answer = try await client.query(expression, from: time.start, to: time.end, step: step)
            guard !answer.series.isEmpty else { return ToolAnswer(text: "There is no such series in that time.", query: expression) }
            var lines = answer.series.prefix(Self.maximumSeries).map(Self.line)
            if answer.series.count > Self.maximumSeries || answer.isCut { lines.append("(\(answer.series.count - lines.count) more series)") }
            return ToolAnswer(text: (lines + answer.warnings.prefix(3).map { "Prometheus says: \($0)" }).joined(separator: "\n"), query: expression)
        } catch {
            return .refusal("\(error)")
        }
    }

    private static func line(_ series: PrometheusAnswer.Series) -> String {
        let labels = series.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ", ")
        let samples = series.samples.filter(\.value.isFinite)
        guard let last = samples.last, let first = samples.first else { return "{\(labels)} has no numbers" }
        let values = samples.map(\.value)
        let shown = (0..<min(points, samples.count)).map { samples[$0 * (samples.count - 1) / max(1, min(points, samples.count) - 1)] }
        let course = shown.map { "\(clock($0.time)) \(number($0.value))" }.joined(separator: ", ")
        return
            "{\(labels)} least \(number(values.min() ?? 0)), most \(number(values.max() ?? 0)), last \(number(last.value)) at \(last.time), from \(first.time): \(course)"
    }

    /// `12:03:04`
    private static func clock(_ time: Timestamp) -> String { String(time.description.dropFirst(11).prefix(8)) }

    /// With four digits that mean something.
    private static func number(_ value: Double) -> String {
        guard value != 0, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1.0
        while abs(value) * scale < 1000, scale < 1e9 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }
}
