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
        // A quarter of what is left for all of it, and no second try with a condenser that fails: the answer needs the time more.
        let end = conversation.budget.remaining * 3 / 4
        var condenser = condenser
        for index in answered.dropLast(Self.recentTurns) {
            guard case .results(var results) = conversation.turns[index] else { continue }
            for position in results.indices where isLong(results[position].text, conversation.fence) {
                let text = results[position].text
                let facts = await condensed(text, by: condenser, until: end, in: &conversation)
                if facts == nil { condenser = nil }
                results[position].text = facts ?? Self.headAndTail(of: text, conversation.fence)
            }
            conversation.turns[index] = .results(results)
        }
    }

    /// What a condenser wrote stays, however long: each change costs the cache.
    private func isLong(_ text: String, _ fence: Fence) -> Bool {
        let mark = text.hasPrefix("<data:\(fence.boundary)") ? text.prefix { $0 != "\n" } : ""
        return text.utf8.count > Self.shortBytes * 2 && !mark.contains("form=\"condensed\"")
    }

    private static func headAndTail(of text: String, _ fence: Fence) -> String {
        // The marks are taken off and set anew: a cut would leave them open.
        let (id, content) = unwrapped(text, fence)
        let short = Excerpt.headAndTail(of: content, bytes: shortBytes) { "[\($0) bytes fell out of this earlier answer]" }
        return id.map { fence.wrap(short, ["id": $0]) } ?? fence.wrap(short)
    }

    /// - Parameter end: What must remain of the conversation's time.
    private func condensed(
        _ text: String, by condenser: (any LanguageModel)?, until end: Duration, in conversation: inout Conversation
    ) async -> String? {
        guard let condenser else { return nil }
        let remaining = conversation.budget.remaining - end
        guard remaining > .zero else { return nil }
        let request = ModelRequest(
            system: CondensingPrompt.system, turns: [.user(CondensingPrompt.question(text, fence: conversation.fence))], maximumOutputTokens: 400,
            timeout: remaining)
        let began = ContinuousClock.now
        do {
            let reply = try await condenser.reply(to: request)
            conversation.budget.add(reply.usage, dollars: reply.shares.dollars(price))
            tell(request, .success(reply), since: began)
            guard reply.stop == .finished, !reply.turn.text.isEmpty, reply.turn.text.utf8.count < text.utf8.count else { return nil }
            let (id, _) = Self.unwrapped(text, conversation.fence)
            // What a model made of data is data.
            return id.map { conversation.fence.wrap(reply.turn.text, ["id": $0, "form": "condensed"]) }
                ?? conversation.fence.wrap(reply.turn.text, ["form": "condensed"])
        } catch {
            conversation.budget.add(error.usage, dollars: error.shares.dollars(price))
            tell(request, .failure(error), since: began)
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
