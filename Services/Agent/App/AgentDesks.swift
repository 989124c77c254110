import AgentAPI
import AgentAnalysis
import AgentDesk
import AgentDomain
import AgentReasoning
import AgentSessions
import AgentStore
import LLM
import Masking
import Primitives
import Providers

/// The three kinds of work, put together: analyses, accounts of incidents, and chats, over the same models, budget and memory.
struct AgentDesks: Sendable {
    let settings: AgentSettings
    let connections: AgentConnections
    /// nil leaves the rules alone.
    let models: AgentModels?
    let store: AgentSessionStore
    let masker: Masker
    let clock: WallClock

    var service: AnalysisService {
        let store = store
        let prices = settings.llm.prices
        let price: ModelPrice = { prices.cost(of: $1, by: $0) }
        let masker = masker
        let mask: @Sendable (String) -> String = { masker.mask($0) }
        let ids = UUIDv7Generator(clock: clock)
        // One budget for whatever is asked of them.
        let judge = models.map { BudgetedModel(MaskedModel(base: $0.judge, masker: masker), meter: store.meter, price: price) }
        let condenser = models?.condenser.map { BudgetedModel($0, meter: store.meter, price: price) }
        let limits = settings.reasoning.limits

        let reasoner = judge.map {
            Reasoner(model: $0, condenser: condenser, price: price, limits: limits, budget: settings.reasoning.prompt, clock: clock)
        }
        let pipeline = AgentPipeline(
            cluster: connections.cluster, prometheus: connections.prometheus, tempo: connections.tempo, loki: connections.loki,
            settings: settings.analysis, masker: masker, reasoner: reasoner, recall: { await store.recall($0) })
        let analyses = AnalysisDesk(
            pipeline: { await pipeline.analyze($0, masking: $1, onEvent: $2) }, ids: ids, clock: clock, price: price, masker: masker,
            tally: store.tally, keep: store.keep)
        let summaries = SummaryDesk(
            rules: { pipeline.summarize($0, masking: $1) }, reasoner: judge.map { SummaryReasoner(model: $0, price: price, limits: limits) },
            price: price, masker: masker, tally: store.tally)
        var service = AnalysisService(analyze: { await analyses.analyze($0, onEvent: $1) }, summarize: { await summaries.summarize($0) })
        if let judge {
            let tools = AnalysisTools(
                cluster: connections.cluster, prometheus: connections.prometheus, tempo: connections.tempo, loki: connections.loki,
                readsSecretMetadata: settings.analysis.limits.readsSecretMetadata)
            let clock = clock
            let chats = ChatDesk(
                reasoner: ChatReasoner(
                    model: judge, condenser: condenser, price: price, limits: limits, budget: settings.reasoning.prompt, clock: clock),
                // Without numbers: a chat speaks of several analyses, each of which has its own.
                tools: { tools.all(now: clock.now, masking: masker.sessionWithoutNumbers()) }, conversations: store.conversations,
                ledger: store.ledger, tally: store.tally, price: price,
                mask: mask, ids: ids, clock: clock)
            service.chat = { try await chats.ask($0, onEvent: $1) }
        }
        return service
    }
}
