import AgentPrompts
import LLM

/// Keeps a long conversation within what a model takes.
///
/// Everything but the last two turns of answers is shortened, and all at once: each time that something before the end changes, the provider's cache
/// is lost from there on. The whole of each answer stays on the shelf: it can still be searched, and what is cited is still checked against it.
extension ToolLoop {
    /// Bytes that stay of an answer.
    private static let shortBytes = 600
    private static let recentTurns = 2

    func compact(_ conversation: inout Conversation) async {
        guard conversation.tokens > conversation.budget.limits.contextTokens else { return }
        let answered = conversation.turns.indices.filter { if case .results = conversation.turns[$0] { true } else { false } }
        for index in answered.dropLast(Self.recentTurns) {
            guard case .results(var results) = conversation.turns[index] else { continue }
            for position in results.indices where results[position].text.utf8.count > Self.shortBytes * 2 {
                results[position].text = await shortened(results[position].text, in: &conversation)
            }
            conversation.turns[index] = .results(results)
        }
    }

    private func shortened(_ text: String, in conversation: inout Conversation) async -> String {
        if let facts = await condensed(text, in: &conversation) { return facts }
        let fence = conversation.fence
        // The marks are taken off and set anew: a cut would leave them open.
        let (id, content) = Self.unwrapped(text, fence)
        let short = Excerpt.headAndTail(of: content, bytes: Self.shortBytes) { "[\($0) bytes fell out of this earlier answer]" }
        return id.map { fence.wrap(short, ["id": $0]) } ?? fence.wrap(short)
    }

    private func condensed(_ text: String, in conversation: inout Conversation) async -> String? {
        guard let condenser else { return nil }
        let remaining = conversation.budget.remaining / 4
        guard remaining > .zero else { return nil }
        let request = ModelRequest(
            system: CondensingPrompt.system, turns: [.user(CondensingPrompt.question(text, fence: conversation.fence))], maximumOutputTokens: 400,
            timeout: remaining)
        let began = ContinuousClock.now
        do {
            let reply = try await condenser.reply(to: request)
            conversation.budget.add(reply.usage, dollars: price(reply.identity, reply.usage))
            onEvent(.replied(ModelExchange(request: request, outcome: .success(reply), milliseconds: Self.milliseconds(since: began))))
            guard reply.stop == .finished, !reply.turn.text.isEmpty, reply.turn.text.utf8.count < text.utf8.count else { return nil }
            let (id, _) = Self.unwrapped(text, conversation.fence)
            // What a model made of data is data.
            return id.map { conversation.fence.wrap(reply.turn.text, ["id": $0, "form": "condensed"]) }
                ?? conversation.fence.wrap(reply.turn.text, ["form": "condensed"])
        } catch {
            conversation.budget.add(error.usage, dollars: error.identity.flatMap { price($0, error.usage) })
            onEvent(.replied(ModelExchange(request: request, outcome: .failure(error), milliseconds: Self.milliseconds(since: began))))
            return nil
        }
    }

    private static func unwrapped(_ text: String, _ fence: Fence) -> (id: String?, content: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let content = lines.filter { !$0.hasPrefix("<data:\(fence.boundary)") && !$0.hasPrefix("</data:\(fence.boundary)>") }
        let id = lines.first.flatMap { first in
            first.split(separator: "\"").dropFirst().first.flatMap { first.contains("id=\"") ? String($0) : nil }
        }
        return (id, content.joined(separator: "\n"))
    }
}
