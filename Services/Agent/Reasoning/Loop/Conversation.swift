package import AgentPrompts
package import LLM

/// A talk with a model: what was said, what tools answered in full, and what it has cost.
package struct Conversation: Sendable {
    /// The same from request to request.
    package let system: String
    package internal(set) var turns: [Turn]
    /// Marks what is data in all of its turns.
    package let fence: Fence
    package internal(set) var shelf: ResultShelf
    package internal(set) var budget: LoopBudget
    /// Who replied last.
    package internal(set) var identity: ModelIdentity?
    /// What made it conclude, where something did.
    package internal(set) var reached: LoopLimits.Limit?
    /// What was asked of tools, and the id of the answer.
    var asked: [String: String] = [:]
    /// Turns in a row that asked nothing new.
    var idleTurns = 0

    /// - Parameters:
    ///   - turns: Earlier ones and the question, a user's turn first and last.
    ///   - firstEvidence: The number of the first tool's answer as evidence, after those that the prompt cites already.
    package init(system: String, turns: [Turn], fence: Fence, budget: LoopBudget, firstEvidence: Int = 1) {
        self.system = system
        self.turns = turns
        self.fence = fence
        self.budget = budget
        shelf = ResultShelf(firstNumber: firstEvidence)
    }

    /// Asks on, in words of ours.
    package mutating func say(_ text: String) {
        // Turns alternate: what is said to the model right after tools' answers belongs to them.
        switch turns.last {
        case .user(let said): turns[turns.count - 1] = .user(said + "\n\n" + text)
        case .results(var results) where !results.isEmpty:
            results[results.count - 1].text += "\n\n" + text
            turns[turns.count - 1] = .results(results)
        default: turns.append(.user(text))
        }
    }

    /// An estimate of the next request, without the definitions of its tools.
    var tokens: Int {
        TokenEstimate.tokens(of: system)
            + turns.reduce(0) { sum, turn in
                switch turn {
                case .user(let text): sum + TokenEstimate.tokens(of: text)
                case .assistant(let said): sum + TokenEstimate.tokens(of: said.text) + said.calls.count * 60
                case .results(let results): sum + results.reduce(0) { $0 + TokenEstimate.tokens(of: $1.text) }
                }
            }
    }
}
