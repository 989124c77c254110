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
    private let clock: WallClock
    private let fence: @Sendable () -> Fence

    /// - Parameters:
    ///   - price: What so many tokens of a model cost, in US dollars; nil where its price isn't known.
    ///   - fence: A new one for each question.
    package init(
        model: any LanguageModel, condenser: (any LanguageModel)? = nil,
        price: @escaping @Sendable (ModelIdentity, TokenUsage) -> Double? = { _, _ in nil }, limits: LoopLimits = LoopLimits(),
        clock: WallClock = .system, fence: @escaping @Sendable () -> Fence = Fence.random
    ) {
        self.model = model
        self.condenser = condenser
        self.price = price
        self.limits = limits
        self.clock = clock
        self.fence = fence
    }

    package struct Question: Sendable {
        /// Masked.
        package var message: String
        package var incident: SummarizeIncidentRequest?
        /// Of the incident, the latest first.
        package var analyses: [AnalyzeResponse]
        /// Earlier questions with their answers.
        package var earlier: [(question: String, answer: String)]
        /// What those answers cite.
        package var cited: [EvidenceItem]
        package var language: String?

        package init(
            message: String, incident: SummarizeIncidentRequest?, analyses: [AnalyzeResponse], earlier: [(question: String, answer: String)],
            cited: [EvidenceItem], language: String?
        ) {
            self.message = message
            self.incident = incident
            self.analyses = analyses
            self.earlier = earlier
            self.cited = cited
            self.language = language
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
        let prompt = ChatPrompt(
            message: question.message, incident: question.incident, analyses: question.analyses, cited: question.cited, language: question.language,
            fence: fence, mask: mask)
        let earlier = question.earlier.flatMap { [Turn.user($0.question), .assistant(AssistantTurn(text: $0.answer))] }
        var talk = Conversation(
            system: prompt.system, turns: earlier + [.user(prompt.question)], fence: fence, budget: LoopBudget(limits: limits),
            firstEvidence: prompt.nextEvidence)
        let loop = ToolLoop(model: model, condenser: condenser, tools: tools, price: price, mask: mask, clock: clock, onEvent: onEvent)
        onEvent(.stage(.thinking))
        let turn: AssistantTurn
        switch await loop.run(&talk, usesTools: !tools.isEmpty) {
        case .answered(let said, _): turn = said
        case .refused(let words): throw .refused(Excerpt.prefix(of: mask(words), bytes: 500))
        case .failed(let error): throw .model(error)
        }
        let identity = talk.identity ?? model.identity
        guard !turn.text.isEmpty else { throw .model(ModelError(.malformed, identity: identity, detail: "the answer is empty")) }
        let given = ([prompt.facts, question.message] + question.earlier.flatMap { [$0.question, $0.answer] }).joined(separator: " ")
        let citations = Citations(shown: prompt.evidence, shelf: talk.shelf, given: given, known: KnownObjects())
        let checked = CitedText(mask(Excerpt.prefix(of: turn.text, bytes: 32_768)), citations)
        let usage = talk.budget.usage
        return Answer(
            text: checked.markdown, evidence: checked.cited.compactMap { citations.item($0, for: [turn.text]) }, warnings: checked.warnings,
            model: identity,
            usage: Usage(
                inputTokens: usage.input, outputTokens: usage.output, cachedTokens: usage.cachedInput, calls: usage.calls,
                costUSD: talk.budget.dollars))
    }
}
