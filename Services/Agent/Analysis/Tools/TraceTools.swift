import AgentDomain
package import AgentReasoning
package import Primitives
import SourceClient
package import Tempo

/// Requests that were traced, found by TraceQL.
package struct SearchTracesTool: AgentTool {
    private let client: TempoClient
    private let now: Timestamp

    package init(client: TempoClient, now: Timestamp) {
        self.client = client
        self.now = now
    }

    package let name = "search_traces"
    package let source = "tempo"
    package let summary = "Finds traces by a TraceQL expression, 20 at most: id, service, operation, time and duration. get_trace reads one."
    package let parameters: JSONValue = [
        "type": "object", "required": ["expression"], "additionalProperties": false,
        "properties": [
            "expression": ["type": "string", "description": "TraceQL, as in {resource.service.name=\"orders\" && status=error}"],
            "minutes": ToolTime.property,
        ],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        let expression = arguments["expression"]?.string ?? ""
        guard !expression.isEmpty, expression.utf8.count <= 1000 else { return .refusal("expression must have 1 to 1000 bytes.") }
        let time = ToolTime(arguments, now: now)
        do throws(SourceError) {
            let found = try await client.search(expression, from: time.start, to: time.end, limit: 20)
            guard !found.isEmpty else { return ToolAnswer(text: "There is no such trace in that time.", query: expression) }
            let lines = found.map { match in
                let started = match.start.map { "\($0)" } ?? "?"
                return "\(match.id) \(match.rootService) \(match.rootName) at \(started), \(Int(match.duration.seconds * 1000)) ms"
            }
            return ToolAnswer(text: lines.joined(separator: "\n"), query: expression)
        } catch {
            return .refusal("\(error)")
        }
    }
}

/// One traced request: where it failed, and where its time went.
package struct GetTraceTool: AgentTool {
    private let client: TempoClient

    package init(client: TempoClient) {
        self.client = client
    }

    package let name = "get_trace"
    package let source = "tempo"
    package let summary = "Reads one trace: the spans that failed, those that took longest, and the way that the request waited for."
    package let parameters: JSONValue = [
        "type": "object", "required": ["trace_id"], "additionalProperties": false,
        "properties": ["trace_id": ["type": "string", "description": "Hexadecimal"]],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        guard let id = arguments["trace_id"]?.string.flatMap({ TraceID($0) }) else { return .refusal("trace_id must be hexadecimal.") }
        do throws(SourceError) {
            guard let stored = try await client.trace(id), let trace = TraceReduction(stored)?.trace(id, query: "\(id)") else {
                return ToolAnswer(text: "Tempo doesn't hold this trace.", isError: true, query: "\(id)")
            }
            return ToolAnswer(text: Self.text(trace), query: "\(id)")
        } catch {
            return .refusal("\(error)")
        }
    }

    private static func text(_ trace: RequestTrace) -> String {
        func lines(_ heading: String, _ spans: [TraceSpan]) -> [String] {
            spans.isEmpty ? [] : [heading] + spans.map { "  \($0.text(in: trace))" }
        }
        let head = "\(trace.rootService) \(trace.rootName) at \(trace.start), \(Int(trace.duration.seconds * 1000)) ms, \(trace.spanCount) spans"
        return
            ([head] + lines("failing, the innermost first:", trace.failing) + lines("critical path:", trace.criticalPath)
            + lines("slowest by their own time:", trace.slowest)).joined(separator: "\n")
    }
}
