import AgentDesk
import AgentReasoning
import AgentSessions
import Contracts
import LLM
import Masking
import Primitives
import Synchronization
import TestSupport

/// What the desks need, in memory, with a model that says what a test wrote for it.
struct DeskHarness: Sendable {
    static let start = Timestamp(microseconds: 1_795_000_000_000_000)
    let model: ScriptedModel
    let tally = UsageTally(clock: .fixed(start))
    let ids = UUIDv7Generator(clock: .fixed(start))
    let price: ModelPrice = { _, usage in Double(usage.input) / 1000 }
    let mask: @Sendable (String) -> String = { $0.replacing("hunter2", with: "[masked]") }
    let masker = Masker(MaskingOptions(custom: CustomRule.parse(["hunter[0-9]"]).value))
    var conversations = Conversations(database: nil, memory: MemoryConversations(clock: .fixed(start)))
    var ledger: any SessionLedger { NoSessions(tally: tally) }

    init(_ script: [ScriptedModel.Line]) {
        model = ScriptedModel(script)
    }

    func chat(tools: [any AgentTool] = []) -> ChatDesk {
        ChatDesk(
            reasoner: ChatReasoner(model: model, price: price, clock: .fixed(Self.start)), tools: { tools }, conversations: conversations,
            ledger: ledger, tally: tally, price: price, mask: mask, ids: ids, clock: .fixed(Self.start))
    }

    func summaries(hasModel: Bool = true) -> SummaryDesk {
        SummaryDesk(
            rules: { request, _ in
                SummarizeIncidentResponse(title: "rules: \(request.title)", summary: "by rules", detail: "by rules", engine: .rules)
            },
            reasoner: hasModel ? SummaryReasoner(model: model, price: price) : nil, price: price, masker: masker, tally: tally)
    }
}

/// A tool that answers the same to everything.
struct FixedTool: AgentTool {
    let name = "get_logs"
    let summary = "Reads logs."
    let parameters: JSONValue = ["type": "object", "properties": ["pod": ["type": "string"]]]
    let source = "logs"
    var text = "orders-1 was OOMKilled with exit code 137"

    func call(_ arguments: JSONValue) async -> ToolAnswer { ToolAnswer(text: text, query: "GET /log") }
}
