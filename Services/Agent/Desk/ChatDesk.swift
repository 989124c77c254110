import AgentPrompts
package import AgentReasoning
package import AgentSessions
package import Contracts
import LLM
package import Primitives

/// Answers questions about incidents, and remembers what was said.
package struct ChatDesk: Sendable {
    private let reasoner: ChatReasoner
    private let tools: @Sendable () -> [any AgentTool]
    private let conversations: Conversations
    private let ledger: any SessionLedger
    private let tally: UsageTally
    private let price: ModelPrice
    private let mask: @Sendable (String) -> String
    private let ids: UUIDv7Generator
    private let clock: WallClock

    /// Unicode scalars of one question.
    private static let maximumMessage = 8_000
    /// Analyses of the incident that a question is put with.
    private static let analyses = 3

    package init(
        reasoner: ChatReasoner, tools: @escaping @Sendable () -> [any AgentTool], conversations: Conversations, ledger: any SessionLedger,
        tally: UsageTally, price: @escaping ModelPrice, mask: @escaping @Sendable (String) -> String, ids: UUIDv7Generator, clock: WallClock
    ) {
        self.reasoner = reasoner
        self.tools = tools
        self.conversations = conversations
        self.ledger = ledger
        self.tally = tally
        self.price = price
        self.mask = mask
        self.ids = ids
        self.clock = clock
    }

    package func ask(
        _ request: ChatRequest, onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) async throws(ChatError) -> ChatResponse {
        let began = ContinuousClock.now
        guard !request.message.allSatisfy(\.isWhitespace), request.message.unicodeScalars.count <= Self.maximumMessage else {
            throw .invalid(field: "message", message: "must have 1 to \(Self.maximumMessage) characters")
        }
        var history = try await history(for: request)
        let incident = request.incidentID ?? request.incident?.incidentID ?? history.incidentID
        history.incidentID = incident
        var warnings: [String] = []
        let analyses = await analyses(of: incident, &warnings)
        let message = mask(request.message)
        let question = ChatReasoner.Question(
            message: message, incident: request.incident, analyses: analyses,
            earlier: history.exchanges.map { ChatReasoner.Exchange(question: $0.question, answer: $0.answer, evidence: $0.evidence) },
            language: request.language)
        let answer = try await answer(question, incident, onEvent)
        history.append(ChatHistory.Exchange(at: clock.now, question: message, answer: answer.text, evidence: answer.evidence))
        guard let kept = await conversations.keep(history) else { throw .overtaken }
        return ChatResponse(
            conversationID: history.id.description, answer: answer.text, evidence: answer.evidence, warnings: warnings + answer.warnings,
            model: answer.model.description, promptVersion: PromptVersion.current, usage: answer.usage, keptIn: kept.memory, keptUntil: kept.until,
            timingsMs: ["total": ((ContinuousClock.now - began).seconds * 1_000_000).rounded() / 1000])
    }

    private func history(for request: ChatRequest) async throws(ChatError) -> ChatHistory {
        guard let text = request.conversationID else { return ChatHistory(id: ids.next(), incidentID: request.incidentID, at: clock.now) }
        guard let id = UUIDv7(text) else {
            throw .invalid(field: "conversation_id", message: "must be the `conversation_id` of an answer, which is a UUID")
        }
        let known: ChatHistory?
        do throws(SessionError) {
            known = try await conversations.conversation(id)
        } catch {
            throw .sessions(error)
        }
        guard let known else { throw .unknownConversation }
        return known
    }

    /// What was found about the incident, as far as it is kept here.
    private func analyses(of incident: String?, _ warnings: inout [String]) async -> [AnalyzeResponse] {
        guard let incident, ledger.trouble != .notConfigured else { return [] }
        do throws(SessionError) {
            return try await ledger.answers(incidentID: incident, limit: Self.analyses)
        } catch {
            warnings.append("The incident's stored analyses can't be read now.")
            return []
        }
    }

    private func answer(
        _ question: ChatReasoner.Question, _ incident: String?, _ onEvent: @escaping @Sendable (AnalysisEvent) -> Void
    ) async throws(ChatError) -> ChatReasoner.Answer {
        let collector = SpendingCollector(price: price)
        defer { tally.add(collector.spending, for: .chat, incidentID: incident) }
        do throws(ChatReasoner.Failure) {
            return try await reasoner.answer(question, tools: tools(), mask: mask) { event in
                collector.note(event)
                onEvent(event)
            }
        } catch {
            switch error {
            case .model(let error): throw .model(error)
            case .refused(let words): throw .refused(words)
            }
        }
    }
}
