import LLM
import Primitives

/// An answer in a schema from a model that can only call tools: the answer is the arguments of one.
struct AnswerTool: Hashable, Sendable {
    let definition: ToolDefinition

    init(_ schema: AnswerSchema) {
        definition = ToolDefinition(
            name: schema.name, summary: "Gives the final answer. Call it once, alone, when no other tool is needed any more.",
            parameters: schema.schema)
    }

    /// The turn as it would be of a model that answers by itself. An answer beside other calls came too early, and is dropped.
    func unwrap(_ turn: AssistantTurn, _ stop: StopReason) -> (turn: AssistantTurn, stop: StopReason) {
        let others = turn.calls.filter { $0.name != definition.name }
        guard let answer = turn.calls.first(where: { $0.name == definition.name }) else { return (turn, stop) }
        guard others.isEmpty else { return (AssistantTurn(text: turn.text, calls: others), stop) }
        return (AssistantTurn(text: answer.arguments.text), stop == .toolCalls ? .finished : stop)
    }
}

extension AnswerSchema {
    /// For models that take no schema in any form.
    var instruction: String {
        "\n\nWhen you answer, write one JSON object and nothing else, no code fence either. It must fit this JSON Schema:\n\(schema.text)"
    }
}
