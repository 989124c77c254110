import AgentPrompts
package import LLM
package import Primitives

/// Lets a model ask tools until it has its answer, within limits.
///
/// It ends always: each turn either answers, or asks something new, or counts against a limit; and at a limit the model is asked once more,
/// without tools, to answer with what it has.
package struct ToolLoop: Sendable {
    let model: any LanguageModel
    /// A cheaper one that shortens what was read; nil lets the middles of old answers fall out instead.
    let condenser: (any LanguageModel)?
    let tools: [any AgentTool]
    /// What so many tokens of a model cost, in US dollars; nil where its price isn't known.
    let price: @Sendable (ModelIdentity, TokenUsage) -> Double?
    /// The boundary that all that tools say passes on its way out.
    let mask: @Sendable (String) -> String
    let clock: WallClock
    let onEvent: @Sendable (AnalysisEvent) -> Void

    package init(
        model: any LanguageModel, condenser: (any LanguageModel)? = nil, tools: [any AgentTool],
        price: @escaping @Sendable (ModelIdentity, TokenUsage) -> Double? = { _, _ in nil }, mask: @escaping @Sendable (String) -> String,
        clock: WallClock = .system, onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) {
        self.model = model
        self.condenser = condenser
        self.tools = tools
        self.price = price
        self.mask = mask
        self.clock = clock
        self.onEvent = onEvent
    }

    package enum Ending: Hashable, Sendable {
        /// The last turn, which may be empty or cut off.
        case answered(AssistantTurn, StopReason)
        case refused(String)
        case failed(ModelError)
    }

    /// Asks until there is an answer. The conversation keeps what was said and spent, however it ends.
    ///
    /// - Parameters:
    ///   - answer: What the answer must look like; nil for plain text.
    ///   - usesTools: Whether tools are declared; they stay so where earlier turns speak of them.
    ///   - mayCall: Whether they may be called.
    package func run(
        _ conversation: inout Conversation, answer: AnswerSchema? = nil, usesTools: Bool = true, mayCall: Bool = true
    ) async -> Ending {
        let definitions = usesTools ? definitions : []
        var mayCall = mayCall && !definitions.isEmpty
        var ignored = 0
        while true {
            // It takes time and tokens, too: limits are looked at after it.
            await compact(&conversation)
            if mayCall, let limit = conversation.idleTurns >= 2 ? LoopLimits.Limit.repetition : conversation.budget.reached {
                mayCall = false
                conversation.reached = limit
                conversation.say(Self.conclusion(limit))
            }
            let reply: ModelReply
            do throws(ModelError) {
                reply = try await ask(&conversation, definitions, mayCall ? .auto : .none, answer)
            } catch {
                return .failed(error)
            }
            if case .refused(let words) = reply.stop { return .refused(words) }
            guard !reply.turn.calls.isEmpty else {
                // An empty turn is one that providers refuse to be shown again.
                if !reply.turn.text.isEmpty { conversation.turns.append(.assistant(reply.turn)) }
                return .answered(reply.turn, reply.stop)
            }
            guard mayCall else {
                // It was told that there are no more calls. What it said beside them may be the answer; a second time it is all there is.
                ignored += 1
                guard ignored > 1 || !reply.turn.text.isEmpty else {
                    answerCalls(of: reply.turn, with: Self.noMoreCalls, in: &conversation)
                    continue
                }
                let said = AssistantTurn(text: reply.turn.text)
                if !said.text.isEmpty { conversation.turns.append(.assistant(said)) }
                return .answered(said, reply.stop)
            }
            let results = await answers(to: reply.turn.calls, &conversation)
            conversation.turns.append(.assistant(reply.turn))
            conversation.turns.append(.results(results))
        }
    }

    private var definitions: [ToolDefinition] {
        guard !tools.isEmpty else { return [] }
        let own = tools.map { ToolDefinition(name: $0.name, summary: $0.summary, parameters: $0.parameters) }
        // In the same order each time: they are part of what a provider caches.
        return own.sorted { $0.name < $1.name }
            + ResultShelf.tools.map { ToolDefinition(name: $0.name, summary: $0.summary, parameters: $0.parameters) }
    }

    private func ask(
        _ conversation: inout Conversation, _ definitions: [ToolDefinition], _ use: ToolUse, _ answer: AnswerSchema?
    ) async throws(ModelError) -> ModelReply {
        let remaining = conversation.budget.remaining
        if Task.isCancelled { throw ModelError(.cancelled, identity: model.identity, detail: "nobody waits for the answer any more") }
        guard remaining > .zero else { throw ModelError(.timedOut, identity: model.identity, detail: "the time for reasoning is up") }
        let request = ModelRequest(
            system: conversation.system, turns: conversation.turns, tools: definitions, toolUse: use, answer: answer,
            maximumOutputTokens: conversation.budget.limits.outputTokens, timeout: remaining)
        let onEvent = onEvent
        let began = ContinuousClock.now
        do {
            let reply = try await model.reply(to: request) { progress in
                switch progress {
                case .text(let piece): onEvent(.text(piece))
                case .restarted: onEvent(.restarted)
                // Told once its arguments are known.
                case .call: break
                }
            }
            conversation.budget.replied(reply.usage, dollars: reply.shares.dollars(price))
            conversation.identity = reply.identity
            tell(request, .success(reply), since: began)
            return reply
        } catch {
            conversation.budget.add(error.usage, dollars: error.shares.dollars(price))
            tell(request, .failure(error), since: began)
            throw error
        }
    }

    /// A model's words may hold what nobody could see in what it read: two halves put together, or something decoded.
    func tell(_ request: ModelRequest, _ outcome: Result<ModelReply, ModelError>, since began: ContinuousClock.Instant) {
        let masked = outcome.map { $0.masked(by: mask) }.mapError { error in
            var error = error
            error.detail = mask(error.detail)
            return error
        }
        onEvent(.replied(ModelExchange(request: request, outcome: masked, milliseconds: Self.milliseconds(since: began))))
    }

    private func answerCalls(of turn: AssistantTurn, with sentence: String, in conversation: inout Conversation) {
        conversation.turns.append(.assistant(turn))
        conversation.turns.append(.results(turn.calls.map { ToolResult(callID: $0.id, name: $0.name, text: sentence, isError: true) }))
    }

    static func milliseconds(since began: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - began).seconds * 1000
    }

    private static let noMoreCalls = "No more calls are answered. Answer now, with what you have."

    private static func conclusion(_ limit: LoopLimits.Limit) -> String {
        let why =
            switch limit {
            case .turns, .calls: "As many questions were asked as may be."
            case .tokens, .dollars: "The budget of this analysis is nearly spent."
            case .time: "The time for this analysis is nearly up."
            case .repetition: "These questions were asked before."
            }
        return "\(why) Answer now, with what you have, and say what you could not find out."
    }
}
