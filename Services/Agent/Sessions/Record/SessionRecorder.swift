package import AgentReasoning
package import Contracts
import LLM
package import Primitives
import Synchronization

/// Writes down what an analysis tells of itself, bounded as it comes.
package final class SessionRecorder: Sendable {
    fileprivate struct State {
        var stages: [AnalysisSession.Stage] = []
        var exchanges: [AnalysisSession.Exchange] = []
        var toolCalls: [AnalysisSession.ToolUse] = []
        var warnings: [String] = []
        var omitted = 0
        var spending = ModelSpending()
    }

    private let id: UUIDv7
    private let request: AnalyzeRequest
    private let startedAt: Timestamp
    private let clock: WallClock
    private let price: ModelPrice
    private let mask: @Sendable (String) -> String
    private let state = Mutex(State())

    /// - Parameter mask: for what comes from the request; events come masked.
    package init(
        id: UUIDv7, request: AnalyzeRequest, clock: WallClock, price: @escaping ModelPrice, mask: @escaping @Sendable (String) -> String
    ) {
        self.id = id
        self.request = request
        self.clock = clock
        self.price = price
        self.mask = mask
        startedAt = clock.now
    }

    package func note(_ event: AnalysisEvent) {
        let now = clock.now
        state.withLock { state in
            switch event {
            case .stage(let stage):
                state.add(AnalysisSession.Stage(name: stage.rawValue, startedAt: now), to: \State.stages, limit: SessionBounds.stages)
            case .toolCalled(let id, let name, let arguments):
                let use = AnalysisSession.ToolUse(
                    id: id, name: name.bounded(to: SessionBounds.sentence), arguments: arguments.bounded(to: SessionBounds.arguments), isError: false)
                state.add(use, to: \State.toolCalls, limit: SessionBounds.toolCalls)
            case .toolAnswered(let id, _, let text, let isError, let milliseconds):
                // Ids are unique within a conversation; the latest of equal ones is meant.
                guard let index = state.toolCalls.lastIndex(where: { $0.id == id }) else { return }
                state.toolCalls[index].answer = text.bounded(to: SessionBounds.toolAnswer)
                state.toolCalls[index].isError = isError
                state.toolCalls[index].milliseconds = milliseconds
            case .replied(let exchange):
                state.note(exchange, at: now, price: price)
            case .warning(let text):
                state.add(text.bounded(to: SessionBounds.sentence), to: \State.warnings, limit: SessionBounds.warnings)
            case .rules, .text, .restarted, .answer:
                break
            }
        }
    }

    /// What models cost so far.
    package var spending: ModelSpending { state.withLock { $0.spending } }

    /// - Parameter answer: nil where the caller went away before it.
    package func finish(_ answer: AnalyzeResponse?) -> AnalysisSession {
        let now = clock.now
        let state = state.withLock { $0 }
        var alert = request.alert
        alert.labels = alert.labels.mapValues { mask($0).bounded(to: SessionBounds.sentence) }
        alert.annotations = alert.annotations.mapValues { mask($0).bounded(to: SessionBounds.sentence) }
        alert.generatorURL = alert.generatorURL.map { mask($0).bounded(to: SessionBounds.sentence) }
        return AnalysisSession(
            id: id, outcome: answer == nil ? .abandoned : .answered, startedAt: startedAt, finishedAt: now, subject: AlertSubject(request.alert),
            incidentID: request.incidentID, alert: alert, depth: request.depth, language: request.language, stages: state.stages,
            exchanges: state.exchanges, toolCalls: state.toolCalls, warnings: state.warnings, answer: answer,
            usage: answer.map { max($0.usage, state.spending.usage) } ?? state.spending.usage, omitted: state.omitted)
    }

    /// Where the answer counts more than was told in events, it knows better.
    private func max(_ answered: Usage, _ told: Usage) -> Usage { answered.calls > told.calls ? answered : told }
}

extension SessionRecorder.State {
    fileprivate mutating func add<Entry>(_ entry: Entry, to path: WritableKeyPath<Self, [Entry]>, limit: Int) {
        if self[keyPath: path].count < limit { self[keyPath: path].append(entry) } else { omitted += 1 }
    }

    fileprivate mutating func note(_ exchange: ModelExchange, at now: Timestamp, price: ModelPrice) {
        let (identity, usage) = exchange.spent
        for (identity, usage) in exchange.shares { spending.add(usage, cost: price(identity, usage), of: identity) }
        let cost = exchange.shares.dollars(price)
        var prompt: String?
        if exchanges.isEmpty, case .user(let text)? = exchange.request.turns.first { prompt = text.bounded(to: SessionBounds.prompt) }
        var entry = AnalysisSession.Exchange(
            provider: identity.provider, model: identity.model, finishedAt: now, milliseconds: exchange.milliseconds, prompt: prompt, reply: "",
            usage: Usage(usage, costUSD: cost))
        switch exchange.outcome {
        case .success(let reply):
            entry.reply = reply.turn.text.bounded(to: SessionBounds.reply)
            entry.stop = reply.stop.name
        case .failure(let error):
            entry.error = error.description.bounded(to: SessionBounds.sentence)
        }
        add(entry, to: \Self.exchanges, limit: SessionBounds.exchanges)
    }
}

extension ModelExchange {
    /// Who was asked last, and what it cost, failed calls included.
    var spent: (ModelIdentity, TokenUsage) {
        switch outcome {
        case .success(let reply): (reply.identity, reply.usage)
        case .failure(let error): (error.identity ?? ModelIdentity(provider: "none", model: "none"), error.usage)
        }
    }

    /// What each model took that was asked.
    var shares: [ModelIdentity: TokenUsage] {
        switch outcome {
        case .success(let reply): reply.shares
        case .failure(let error): error.shares
        }
    }
}

extension StopReason {
    fileprivate var name: String {
        switch self {
        case .finished: "finished"
        case .toolCalls: "tool_calls"
        case .length: "length"
        case .refused: "refused"
        }
    }
}
