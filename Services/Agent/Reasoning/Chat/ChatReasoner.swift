import AgentDomain
package import AgentPrompts
package import Contracts
package import LLM
package import Primitives

/// Lets a language model answer a question about an incident, with the tools and limits of an analysis.
package struct ChatReasoner: Sendable {
    private let model: any LanguageModel
    private let condenser: (any LanguageModel)?
    private let price: @Sendable (ModelIdentity, TokenUsage) -> Double?
    private let limits: LoopLimits
    private let budget: PromptBudget
    private let clock: WallClock
    private let fence: @Sendable () -> Fence

    /// - Parameters:
    ///   - price: What so many tokens of a model cost, in US dollars; nil where its price isn't known.
    ///   - fence: A new one for each question.
    package init(
        model: any LanguageModel, condenser: (any LanguageModel)? = nil,
        price: @escaping @Sendable (ModelIdentity, TokenUsage) -> Double? = { _, _ in nil }, limits: LoopLimits = LoopLimits(),
        budget: PromptBudget = PromptBudget(), clock: WallClock = .system, fence: @escaping @Sendable () -> Fence = Fence.random
    ) {
        self.model = model
        self.condenser = condenser
        self.price = price
        self.limits = limits
        self.budget = budget
        self.clock = clock
        self.fence = fence
    }

    package struct Question: Sendable {
        /// Masked.
        package var message: String
        package var incident: SummarizeIncidentRequest?
        /// Of the incident, the latest first.
        package var analyses: [AnalyzeResponse]
        /// Earlier questions with their answers, the oldest first.
        package var earlier: [Exchange]
        package var language: String?

        package init(
            message: String, incident: SummarizeIncidentRequest?, analyses: [AnalyzeResponse], earlier: [Exchange], language: String?
        ) {
            self.message = message
            self.incident = incident
            self.analyses = analyses
            self.earlier = earlier
            self.language = language
        }
    }

    package struct Exchange: Sendable {
        package var question: String
        package var answer: String
        /// What the answer cites.
        package var evidence: [EvidenceItem]

        package init(question: String, answer: String, evidence: [EvidenceItem]) {
            self.question = question
            self.answer = answer
            self.evidence = evidence
        }
    }

    package struct Answer: Sendable {
        /// Markdown whose only markup are lists and citations.
        package var text: String
        /// What it cites.
        package var evidence: [EvidenceItem]
        package var warnings: [String]
        package var model: ModelIdentity
        package var usage: Usage
    }

    package enum Failure: Error, Sendable {
        case model(ModelError)
        case refused(String)
    }

    /// - Parameter mask: The boundary that everything passes on its way to the model and into the answer.
    package func answer(
        _ question: Question, tools: [any AgentTool], mask: @escaping @Sendable (String) -> String,
        onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) async throws(Failure) -> Answer {
        let fence = fence()
        let shown = remembered(question.earlier)
        var cited: [EvidenceItem] = []
        for item in shown.flatMap(\.evidence) where !cited.contains(where: { $0.id == item.id }) { cited.append(item) }
        // What is no longer shown keeps its ids: its reader still sees them.
        let last = question.earlier.flatMap(\.evidence).compactMap { Int($0.id.dropFirst()) }.max() ?? 0
        let prompt = ChatPrompt(
            message: question.message, incident: question.incident, analyses: question.analyses, cited: cited, lastEvidence: last,
            language: question.language, fence: fence, budget: budget, mask: mask)
        let earlier = shown.flatMap { [Turn.user($0.question), .assistant(AssistantTurn(text: $0.answer))] }
        var talk = Conversation(
            system: prompt.system, turns: earlier + [.user(prompt.question)], fence: fence, budget: LoopBudget(limits: limits),
            firstEvidence: prompt.nextEvidence)
        let loop = ToolLoop(model: model, condenser: condenser, tools: tools, price: price, mask: mask, clock: clock, onEvent: onEvent)
        onEvent(.stage(.thinking))
        let turn: AssistantTurn
        var warnings: [String] = []
        switch await loop.run(&talk, usesTools: !tools.isEmpty) {
        case .answered(let said, let stop):
            turn = said
            if stop == .length { warnings.append("The answer was cut off: it was longer than the model may write.") }
        case .refused(let words): throw .refused(Excerpt.prefix(of: mask(words), bytes: 500))
        case .failed(let error): throw .model(error)
        }
        let identity = talk.identity ?? model.identity
        if let reached = talk.reached { warnings.append(reached.sentence) }
        // Not on what it said before: a number that was made up once would be founded from then on.
        let given = ([prompt.facts, question.message] + shown.map(\.question)).joined(separator: " ")
        let citations = Citations(shown: prompt.evidence, shelf: talk.shelf, given: given, known: KnownObjects())
        let checked = CitedText(Excerpt.prefix(of: mask(turn.text), bytes: 32_768), citations)
        guard checked.markdown.contains(where: { !$0.isWhitespace }) else {
            throw .model(ModelError(.malformed, identity: identity, detail: "the answer is empty"))
        }
        let usage = talk.budget.usage
        return Answer(
            text: checked.markdown, evidence: checked.cited.compactMap { citations.item($0, for: [turn.text]) },
            warnings: warnings + checked.warnings,
            model: identity,
            usage: Usage(
                inputTokens: usage.input, outputTokens: usage.output, cachedTokens: usage.cachedInput, calls: usage.calls,
                costUSD: talk.budget.dollars))
    }

    /// The latest exchanges that take half of the question's tokens at most.
    private func remembered(_ earlier: [Exchange]) -> [Exchange] {
        var tokens = budget.tokens / 2
        let kept = earlier.reversed().prefix { exchange in
            tokens -= TokenEstimate.tokens(of: exchange.question) + TokenEstimate.tokens(of: exchange.answer)
            return tokens >= 0
        }
        return kept.reversed()
    }
}
