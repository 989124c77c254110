import AgentReasoning
import Primitives

/// Answers the same to everything, as whatever source a test wants.
struct StubTool: AgentTool {
    let name = "stub"
    let summary = "Says what it says."
    let parameters: JSONValue = ["type": "object", "required": [], "additionalProperties": false, "properties": [:]]
    var text = "node-a was out of disk from 12:00"
    var source = "kubernetes"
    var query = "/api/v1/x"
    var isError = false

    func call(_ arguments: JSONValue) async -> ToolAnswer { ToolAnswer(text: text, isError: isError, query: query) }
}
