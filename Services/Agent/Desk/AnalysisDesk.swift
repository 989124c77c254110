package import AgentReasoning
package import AgentSessions
package import Contracts
package import Masking
package import Primitives

/// Makes analyses and keeps account of each: its id, what it cost, and its session.
package struct AnalysisDesk: Sendable {
    package typealias Pipeline =
        @Sendable (AnalyzeRequest, MaskingSession, @escaping @Sendable (AnalysisEvent) -> Void) async -> AnalyzeResponse

    private let pipeline: Pipeline
    private let ids: UUIDv7Generator
    private let clock: WallClock
    private let price: ModelPrice
    private let masker: Masker
    private let tally: UsageTally
    private let keep: @Sendable (AnalysisSession) -> Void

    /// - Parameters:
    ///   - keep: takes each session without waiting.
    ///   - masker: each analysis and its session share placeholders of their own.
    package init(
        pipeline: @escaping Pipeline, ids: UUIDv7Generator, clock: WallClock, price: @escaping ModelPrice,
        masker: Masker, tally: UsageTally, keep: @escaping @Sendable (AnalysisSession) -> Void
    ) {
        self.pipeline = pipeline
        self.ids = ids
        self.clock = clock
        self.price = price
        self.masker = masker
        self.tally = tally
        self.keep = keep
    }

    /// - Parameter onEvent: told all but the answer, which is returned, with its id and cost.
    package func analyze(
        _ request: AnalyzeRequest, onEvent: @escaping @Sendable (AnalysisEvent) -> Void = { _ in }
    ) async -> AnalyzeResponse {
        let id = ids.next()
        let masking = masker.session()
        let recorder = SessionRecorder(id: id, request: request, clock: clock, price: price, mask: { masking.mask($0) })
        var answer = await pipeline(request, masking) { event in
            recorder.note(event)
            if case .answer = event { return }
            onEvent(event)
        }
        answer.analysisID = id.description
        let spending = recorder.spending
        if answer.usage.costUSD == nil { answer.usage.costUSD = spending.usage.costUSD }
        tally.add(spending, for: .analysis, incidentID: request.incidentID)
        keep(recorder.finish(Task.isCancelled ? nil : answer))
        return answer
    }
}
