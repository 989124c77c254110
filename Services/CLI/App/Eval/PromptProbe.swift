import AgentPrompts
import AgentReasoning
import Cases
import Contracts
import FoundationEssentials
import LLM
import Synchronization

/// Stands where a model would, keeps what it is asked first, and answers nothing: the rules' answer stands.
final class PromptProbe: LanguageModel {
    let identity = ModelIdentity(provider: "local", model: "none")
    private let first = Mutex<ModelRequest?>(nil)

    var request: ModelRequest? { first.withLock { $0 } }

    func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        first.withLock { $0 = $0 ?? request }
        throw ModelError(.budgetSpent, detail: "prompts are measured, and not sent")
    }
}

/// What the prompt of one case is made of.
struct PromptMeasure: Hashable, Sendable {
    /// The tighter of the two budgets: what must fit whatever is configured.
    static let tightBudget = 8000

    /// Of a first question at the default budget, estimated: system prompt, tools, schema and question.
    var tokens: Int
    /// Of these, what is the same for all analyses and comes first.
    var stable: Int
    /// At the tight budget.
    var tightTokens: Int
    /// What a finding cites, or the case asks for and the evidence has, and the tight prompt hasn't.
    var missing: [String]

    init?(usual: ModelRequest?, tight: ModelRequest?, response: AnalyzeResponse, expectation: Expectation) {
        guard let usual, let tight, case .user(let usualQuestion) = usual.turns.first, case .user(let question) = tight.turns.first else {
            return nil
        }
        stable = TokenEstimate.tokens(of: usual.system) + Self.definitions(of: usual)
        tokens = stable + TokenEstimate.tokens(of: usualQuestion)
        tightTokens = TokenEstimate.tokens(of: tight.system) + TokenEstimate.tokens(of: question)
        let lines = Set(question.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
        missing = response.rootCauses.flatMap(\.evidence).filter { !lines.contains($0) }
        // What the answer's evidence lacks is no fault of the prompt.
        let lacking = expectation.missingEvidence(in: response).map(\.description)
        let plain = question.replacing("⏎", with: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        missing += expectation.evidence.filter { fact in
            let alternatives = fact.alternatives.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            return !lacking.contains(fact.description) && !type(of: fact).init(alternatives: alternatives).occur(in: plain)
        }
        .map(\.description)
        if tightTokens > Self.tightBudget { missing.append("within \(Self.tightBudget) tokens (\(tightTokens))") }
    }

    private static func definitions(of request: ModelRequest) -> Int {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        func tokens(_ value: some Encodable) -> Int {
            // JSON values can always be written, but for numbers that schemas don't have.
            (try? encoder.encode(value)).map { TokenEstimate.tokens(of: String(decoding: $0, as: UTF8.self)) } ?? 0
        }
        return request.tools.reduce(0) { $0 + TokenEstimate.tokens(of: $1.name + $1.summary) + tokens($1.parameters) }
            + (request.answer.map { tokens($0.schema) } ?? 0)
    }
}
