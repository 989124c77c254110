import Contracts
package import Primitives

/// What the answer of an analysis must look like, in the subset of JSON Schema that all providers keep to.
package enum AnalysisAnswerSchema {
    package static let name = "incident_analysis"

    package static let schema: JSONValue = object([
        ("summary", text("One or two sentences for a person who is paged")),
        ("causes", list(cause)),
        ("mechanism", list(claim, "From the cause to the alert, a step each, in order of time")),
        ("ruled_out", list(claim, "Other explanations, and the evidence that speaks against each")),
        ("contradiction", optional(claim, "The evidence against the rules' first finding, where you disagree with it; else null")),
        ("recovery", optional(claim, "Of a resolved alert: what recovered and how; else null")),
        (
            "impact",
            object([
                ("services", .object(["type": "array", "items": ["type": "string"]])), ("users", text("What users notice")),
            ])
        ),
        ("recommendations", list(recommendation)),
        ("missing", .object(["type": "array", "items": ["type": "string"], "description": "What could not be found out and would decide it"])),
    ])

    private static let ids: JSONValue = ["type": "array", "items": ["type": "string"], "description": "Ids as in E1, the most telling first"]

    private static let claim = object([("text", text("One sentence")), ("evidence", ids)])

    private static let cause = object([
        ("category", ["type": "string", "enum": .array(CauseCategory.allCases.map { .string($0.rawValue) })]),
        ("title", text("What is wrong, in at most twelve words")),
        (
            "object",
            optional(
                object([
                    ("kind", text("As in Deployment")), ("namespace", optional(["type": "string"])), ("name", ["type": "string"]),
                    ("container", optional(["type": "string"])),
                ]), "The object at fault: the controller, not one of its pods; null for verdicts")
        ),
        ("confidence", ["type": "number", "description": "0 to 1"]),
        ("explanation", text("Why it is the cause, in at most four sentences")),
        ("evidence", ids),
    ])

    private static let recommendation = object([
        ("kind", ["type": "string", "enum": ["immediate", "fix", "monitoring", "capacity"]]), ("text", text("What to do, and what it brings")),
        ("command", optional(["type": "string"], "One kubectl line; null where there is none")),
        ("risk", ["type": "string", "enum": ["none", "low", "medium", "high"]]),
        ("expected_minutes", optional(["type": "integer"])),
    ])

    // MARK: Parts

    static func object(_ properties: [(String, JSONValue)]) -> JSONValue {
        [
            "type": "object", "additionalProperties": false, "required": .array(properties.map { .string($0.0) }),
            "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
        ]
    }

    static func text(_ description: String) -> JSONValue { ["type": "string", "description": .string(description)] }

    private static func list(_ element: JSONValue, _ description: String? = nil) -> JSONValue {
        described(["type": "array", "items": element], description)
    }

    private static func optional(_ schema: JSONValue, _ description: String? = nil) -> JSONValue {
        described(["anyOf": .array([schema, ["type": "null"]])], description)
    }

    private static func described(_ schema: [String: JSONValue], _ description: String?) -> JSONValue {
        var schema = schema
        if let description { schema["description"] = .string(description) }
        return .object(schema)
    }
}
