import AgentDomain
package import AgentPrompts
package import Contracts
package import LLM
import Primitives

/// Lets a language model write the account of an incident. It is never worse than the rules' alone: where the model fails, or tells what nobody gave it,
/// theirs stands, with a warning.
package struct SummaryReasoner: Sendable {
    private let model: any LanguageModel
    private let price: @Sendable (ModelIdentity, TokenUsage) -> Double?
    private let limits: LoopLimits
    private let fence: @Sendable () -> Fence

    /// - Parameters:
    ///   - price: What so many tokens of a model cost, in US dollars; nil where its price isn't known.
    ///   - fence: A new one for each account.
    package init(
        model: any LanguageModel, price: @escaping @Sendable (ModelIdentity, TokenUsage) -> Double? = { _, _ in nil },
        limits: LoopLimits = LoopLimits(time: .seconds(40)), fence: @escaping @Sendable () -> Fence = Fence.random
    ) {
        self.model = model
        self.price = price
        self.limits = limits
        self.fence = fence
    }

    /// - Parameters:
    ///   - rules: The rules' account of the same incident.
    ///   - mask: The boundary that everything passes on its way to the model and into the answer.
    package func summarize(
        _ request: SummarizeIncidentRequest, rules: SummarizeIncidentResponse, mask: @escaping @Sendable (String) -> String,
        onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) async -> SummarizeIncidentResponse {
        let fence = fence()
        let prompt = SummaryPrompt(request, fence: fence, mask: mask)
        let loop = ToolLoop(model: model, tools: [], price: price, mask: mask, onEvent: onEvent)
        var talk = Conversation(system: prompt.system, turns: [.user(prompt.question)], fence: fence, budget: LoopBudget(limits: limits))
        var response: SummarizeIncidentResponse
        switch await answer(loop, &talk, SummaryCheck(prompt)) {
        case .success(let answer):
            response = SummaryReport(answer: answer, rules: rules).response(mask: mask)
        case .failure(let failure):
            response = rules
            response.warnings = (rules.warnings ?? []) + ["\(failure.sentence) The rules' account stands."]
        }
        response.model = talk.identity?.description
        response.promptVersion = PromptVersion.current
        let usage = talk.budget.usage
        response.usage = Usage(
            inputTokens: usage.input, outputTokens: usage.output, cachedTokens: usage.cachedInput, calls: usage.calls, costUSD: talk.budget.dollars)
        return response
    }

    private struct Failure: Error {
        var sentence: String
    }

    /// Asks, and once more where the answer can't be read or isn't true to what was given.
    private func answer(_ loop: ToolLoop, _ talk: inout Conversation, _ check: SummaryCheck) async -> Result<SummaryAnswer, Failure> {
        let schema = AnswerSchema(name: IncidentText.schemaName, schema: IncidentText.schema)
        var isRepair = false
        while true {
            switch await loop.run(&talk, answer: schema, usesTools: false) {
            case .refused: return .failure(Failure(sentence: "The model declined to write the account."))
            case .failed(let error): return .failure(Failure(sentence: "The model wrote no account (\(error.reason.rawValue))."))
            case .answered(let turn, let stop):
                let complaint: String
                let sentence: String
                do throws(JSONDecodingError) {
                    let answer = try SummaryAnswer(parsing: turn.text)
                    let invented = check.invented(in: answer)
                    guard !invented.isEmpty else { return .success(answer) }
                    let list = invented.prefix(8).map { Excerpt.prefix(of: $0, bytes: 60) }.joined(separator: ", ")
                    sentence = "The model's account told what nobody gave it (\(list))."
                    complaint = "These are not in what was given: \(list). Write the account again without them."
                } catch {
                    sentence = "The model's account couldn't be read."
                    let cut = stop == .length ? " It was cut off: write less." : ""
                    complaint = "That is not one JSON object of the schema (\(error)).\(cut) Write the whole account again, and nothing else."
                }
                // Asked twice, it would cost twice as much.
                guard !isRepair, talk.budget.reached == nil else { return .failure(Failure(sentence: sentence)) }
                isRepair = true
                talk.say(complaint)
            }
        }
    }
}
