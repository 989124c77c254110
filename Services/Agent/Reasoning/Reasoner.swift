package import AgentDomain
package import AgentPrompts
package import Contracts
package import LLM
package import Primitives

/// The stage of an analysis that asks a language model: from the rules' study to an answer of both.
///
/// It is never worse than the rules alone: whatever goes wrong with the model, their answer stands, with a warning that says why.
package struct Reasoner: Sendable {
    private let model: any LanguageModel
    private let condenser: (any LanguageModel)?
    private let price: @Sendable (ModelIdentity, TokenUsage) -> Double?
    private let limits: LoopLimits
    private let budget: PromptBudget
    private let clock: WallClock
    private let fence: @Sendable () -> Fence

    /// - Parameters:
    ///   - condenser: A cheaper model that shortens what was read, where one is configured.
    ///   - price: What so many tokens of a model cost, in US dollars; nil where its price isn't known.
    ///   - fence: A new one for each analysis.
    package init(
        model: any LanguageModel, condenser: (any LanguageModel)? = nil,
        price: @escaping @Sendable (ModelIdentity, TokenUsage) -> Double? = { _, _ in nil }, limits: LoopLimits = LoopLimits(time: .seconds(40)),
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

    /// - Parameters:
    ///   - known: The objects that exist: an answer may name no others.
    ///   - tools: What may be asked; none are at depth `quick`.
    ///   - mask: The boundary that everything passes on its way to the model and into the answer.
    /// - Returns: the rules' answer, better or as it is, with what the model cost.
    package func reason(
        _ material: AnalysisMaterial, known: KnownObjects, tools: [any AgentTool], mask: @escaping @Sendable (String) -> String = { $0 },
        onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) async -> AnalyzeResponse {
        let fence = fence()
        let prompt = AnalysisPrompt(material, fence: fence, budget: budget, mask: mask)
        let usesTools = material.request.depth != .quick
        var talk = Conversation(
            system: prompt.system, turns: [.user(prompt.question)], fence: fence, budget: LoopBudget(limits: limits(for: material.request.depth)),
            firstEvidence: prompt.nextEvidence)
        let loop = ToolLoop(
            model: model, condenser: condenser, tools: usesTools ? tools : [], price: price, mask: mask, clock: clock, onEvent: onEvent)
        var response = material.rules.response
        switch await answer(loop, &talk, usesTools: usesTools) {
        case .failure(let why):
            response.warnings.append(why.sentence)
            onEvent(.warning(why.sentence))
        case .success(let answer):
            var known = known
            known.insert(readBy: talk.shelf)
            let given = Self.given(material.request.alert, mask)
            let citations = Citations(shown: prompt.evidence, shelf: talk.shelf, given: given, known: known)
            let checked = AnswerCheck(citations: citations, known: known, rules: response, mask: mask).check(answer)
            let outcome = Merge(rules: response.rootCauses, citations: citations).merge(checked)
            response = ReasonedReport(study: material.rules, answer: checked, outcome: outcome, citations: citations).response()
            if checked.causes.isEmpty { response.warnings.append("Nothing of the model's causes could be checked: the rules' answer stands.") }
            if let reached = talk.reached { response.warnings.append(reached.sentence) }
        }
        response.model = talk.identity?.description
        response.promptVersion = PromptVersion.current
        let usage = talk.budget.usage
        response.usage = Usage(
            inputTokens: usage.input, outputTokens: usage.output, cachedTokens: usage.cachedInput, calls: usage.calls, costUSD: talk.budget.dollars)
        return response
    }

    /// Why there is no answer of the model.
    private struct Failure: Error {
        var sentence: String

        init(_ why: String) {
            sentence = "\(why) The rules' answer stands."
        }
    }

    /// Asks, and where the answer can't be read, once more with what is wrong with it.
    private func answer(_ loop: ToolLoop, _ talk: inout Conversation, usesTools: Bool) async -> Result<AnalysisAnswer, Failure> {
        let schema = AnswerSchema(name: AnalysisAnswerSchema.name, schema: AnalysisAnswerSchema.schema)
        var isRepair = false
        while true {
            switch await loop.run(&talk, answer: schema, usesTools: usesTools, mayCall: usesTools && !isRepair) {
            case .refused: return .failure(Failure("The model declined to answer."))
            case .failed(let error): return .failure(Failure(Self.sentence(error)))
            case .answered(let turn, let stop):
                do throws(AnalysisAnswer.Unreadable) {
                    return .success(try AnalysisAnswer(parsing: turn.text))
                } catch {
                    guard !isRepair else { return .failure(Failure("The model's answer couldn't be read, twice.")) }
                    isRepair = true
                    let cut = stop == .length ? " It was cut off: write less." : ""
                    talk.say("\(error.complaint)\(cut) Write the whole answer again, as one JSON object that follows the schema, and nothing else.")
                }
            }
        }
    }

    private func limits(for depth: AnalysisDepth) -> LoopLimits {
        var limits = limits
        if depth == .deep {
            limits.turns *= 2
            limits.calls *= 2
        }
        return limits
    }

    /// The alert as the model was shown it.
    private static func given(_ alert: Alert, _ mask: (String) -> String) -> String {
        (alert.labels.values.sorted().map(mask) + alert.annotations.values.sorted().map(mask)
            + [alert.startsAt.description, alert.endsAt?.description].compactMap(\.self))
            .joined(separator: " ")
    }

    private static func sentence(_ error: ModelError) -> String {
        switch error.reason {
        case .rateLimited: "The model's provider allows no more requests for now."
        case .overloaded: "The model's provider is overloaded."
        case .serverError: "The model's provider failed."
        case .timedOut: "The model took too long."
        case .unreachable: "The model's provider can't be reached."
        case .malformed: "The model's provider answered with what can't be read."
        case .invalidRequest: "The model's provider refused the request."
        case .tooLong: "The question was longer than the model takes."
        case .unauthorized: "The model's provider doesn't accept the key."
        case .notFound: "The model's provider knows no such model or address."
        case .circuitOpen: "The model's provider failed too often of late and isn't asked for a while."
        case .budgetSpent: "The day's budget for models is spent."
        case .cancelled: "Nobody waited for the model's answer."
        }
    }
}
