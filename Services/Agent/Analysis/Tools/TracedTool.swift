import AgentReasoning
import Primitives
import Telemetry

/// Makes a span of each call, by OpenTelemetry's conventions for tools of a language model. What was asked and answered isn't in it.
struct TracedTool: AgentTool {
    let base: any AgentTool

    var name: String { base.name }
    var summary: String { base.summary }
    var parameters: JSONValue { base.parameters }
    var source: String { base.source }

    func call(_ arguments: JSONValue) async -> ToolAnswer {
        await withSpan(
            "execute_tool \(name)", .internal,
            ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": .text(name), "gen_ai.tool.type": "function"]
        ) { span in
            let answer = await base.call(arguments)
            if answer.isError { span?.fail("nothing could be had", type: "tool_error") }
            return answer
        }
    }
}
