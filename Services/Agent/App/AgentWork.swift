import AgentAPI
import Synchronization

/// What the agent works with until its settings change: the work itself, and the models that it asks.
final class AgentWork: Sendable {
    struct Current: Sendable {
        var service: AnalysisService
        var models: AgentModels?
    }

    private let current: Mutex<Current>

    init(_ current: Current) {
        self.current = Mutex(current)
    }

    var models: AgentModels? { current.withLock(\.models) }

    /// What begins from now on is done by this; what is under way ends as it began.
    func replace(by next: Current) {
        current.withLock { $0 = next }
    }

    /// Always the one of the moment.
    var service: AnalysisService {
        AnalysisService(
            analyze: { await self.latest.analyze($0, $1) }, summarize: { await self.latest.summarize($0) },
            chat: { try await self.latest.chat($0, $1) })
    }

    private var latest: AnalysisService { current.withLock(\.service) }
}
