package import AgentReasoning
package import Loki
package import Primitives
import SourceClient

/// Lines that Loki kept, also of pods that are gone.
package struct LogSearchTool: AgentTool {
    private let client: LokiClient
    private let now: Timestamp

    package init(client: LokiClient, now: Timestamp) {
        self.client = client
        self.now = now
    }

    package let name = "query_loki"
    package let source = "loki"
    package let summary =
        "Finds log lines by a LogQL expression, the latest of the last minutes, 200 at most. It also has those of pods that are gone."
    package let parameters: JSONValue = [
        "type": "object", "required": ["expression"], "additionalProperties": false,
        "properties": [
            "expression": ["type": "string", "description": "LogQL that selects lines, as in {namespace=\"shop\"} |= \"timeout\""],
            "minutes": ToolTime.property,
            "limit": ["type": "integer", "description": "Lines, 1 to 200; 100 where it is left out"],
        ],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        let expression = arguments["expression"]?.string ?? ""
        guard !expression.isEmpty, expression.utf8.count <= 1000 else { return .refusal("expression must have 1 to 1000 bytes.") }
        let time = ToolTime(arguments, now: now)
        let limit = min(200, max(1, Int(arguments["limit"]?.integer ?? 100)))
        do throws(SourceError) {
            let streams = try await client.lines(expression, from: time.start, to: time.end, limit: limit)
            let lines = streams.flatMap { stream in
                let origin = ["namespace", "pod", "container"].compactMap { stream.labels[$0] }.joined(separator: "/")
                return stream.lines.map { (time: $0.time, text: "\($0.time) \(origin): \($0.text)") }
            }
            guard !lines.isEmpty else { return ToolAnswer(text: "There is no such line in that time.", query: expression) }
            return ToolAnswer(text: lines.sorted { $0.time < $1.time }.suffix(limit).map(\.text).joined(separator: "\n"), query: expression)
        } catch {
            return .refusal("\(error)")
        }
    }
}
