package import AgentReasoning
package import Contracts
package import Primitives

/// What past incidents like this one came to, as the caller sent them along.
package struct SimilarIncidentsTool: AgentTool {
    private let incidents: [SimilarIncident]

    package init(incidents: [SimilarIncident]) {
        self.incidents = incidents
    }

    package let name = "similar_incidents"
    package let source = "history"
    package let summary = "Tells of past incidents like this one: what they were, and how they were resolved. They are no evidence for today."
    package let parameters: JSONValue = ["type": "object", "required": [], "additionalProperties": false, "properties": [:]]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        let lines = incidents.prefix(20).map { incident in
            [
                "\(incident.incidentID): \(incident.title)", incident.category.map { "category \($0)" },
                incident.resolvedAt.map { "resolved \($0)" }, incident.cause.map { "it was: \($0)" },
                incident.resolution.map { "resolved by: \($0)" }, incident.reasons.map { "similar by: \($0.joined(separator: ", "))" },
            ].compactMap(\.self).joined(separator: "; ")
        }
        return ToolAnswer(text: lines.isEmpty ? "None are known." : lines.joined(separator: "\n"), query: "similar incidents")
    }
}
