import AgentPrompts
import AgentReasoning
import Cases
import Contracts
import LLM
import Primitives
import Recording

/// What came of one case.
struct CaseResult: Sendable {
    var set: String
    var path: String
    var title: String
    var alert: Alert
    var family: CauseFamily
    var expectation: Expectation
    /// Best first.
    var causes: [RootCause]
    /// The place of the first accepted cause among those found, from 1; nil where there is none.
    var rank: Int?
    /// What the answer says that it must not, and doesn't say that it must.
    var wrongWords: [String] = []
    var missingEvidence: [String] = []
    /// What the first cause cites.
    var evidence: [EvidenceItem] = []
    /// The first cause is the fault of another case of the same recording.
    var isNeighbours = false
    var milliseconds: Double
    /// To Kubernetes and Prometheus.
    var calls = 0
    /// Of calls to Kubernetes, one after the other.
    var rounds = 0
    /// nil where prompts weren't asked for.
    var prompt: PromptMeasure?

    var got: RootCause? { causes.first }
    var isRight: Bool { rank == 1 && wrongWords.isEmpty }

    /// Nothing is wrong, and a fault was found.
    var isFalseAlarm: Bool { expectation.category == .healthy && got.map { !$0.category.isVerdict } ?? false }

    /// Something is wrong, and the answer knows of nothing.
    var isUnexplained: Bool { !expectation.isVerdict && got.map(\.category.isVerdict) ?? true }
}

/// The pipeline, held against what is expected of it.
struct Evaluation: Sendable {
    let sets: [EvaluationSet]
    /// How many sets are analysed at a time. Only with one of them is a case's time its own.
    var concurrency = 1
    /// Also writes the prompt that a model would be asked with.
    var measuresPrompts = false
    /// Told after each set how many are done.
    var onProgress: @Sendable (_ done: Int) -> Void = { _ in }

    /// In the order of the sets.
    func results() async throws -> [CaseResult] {
        try await withThrowingTaskGroup(of: (Int, [CaseResult]).self) { group in
            var next = 0
            func begin() {
                guard next < sets.count else { return }
                let position = next
                next += 1
                group.addTask { (position, try await results(of: sets[position])) }
            }
            for _ in 0..<max(1, concurrency) { begin() }
            var found: [(Int, [CaseResult])] = []
            while let one = try await group.next() {
                found.append(one)
                onProgress(found.count)
                begin()
            }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func results(of set: EvaluationSet) async throws -> [CaseResult] {
        let cluster = try set.cluster()
        var results: [CaseResult] = []
        for one in set.cases {
            results.append(try await result(of: one, in: set, cluster))
        }
        return results
    }

    private func result(of one: EvaluationSet.Case, in set: EvaluationSet, _ cluster: RecordedCluster) async throws -> CaseResult {
        let kubernetes = CountingTransport(Analyzer.transport(of: cluster))
        let prometheus = CountingTransport(Analyzer.transport(of: cluster))
        // With a probe the answer is the rules' all the same.
        let probe = PromptProbe()
        let analyzer = Analyzer.recording(
            kubernetes: kubernetes, prometheus: prometheus, reasoner: measuresPrompts ? Self.reasoner(probe, PromptBudget()) : nil)
        let start = ContinuousClock.now
        let response = try await analyzer.analyze(AnalyzeRequest(alert: one.alert))
        let elapsed = ContinuousClock.now - start
        let count = kubernetes.count
        // Both are waited for at the same time.
        let held = max(count.held, prometheus.count.held)
        let first = response.rootCauses.first
        let rank = response.rootCauses.firstIndex { one.expectation.accepts($0) }.map { $0 + 1 }
        let cited = (first?.evidence ?? []).compactMap { id in response.evidence.first { $0.id == id } }
        let prompt = measuresPrompts ? await Self.prompt(of: one, cluster, response, usual: probe.request) : nil
        return CaseResult(
            set: set.name, path: set.path, title: set.title, alert: one.alert, family: one.family, expectation: one.expectation,
            causes: response.rootCauses, rank: rank, wrongWords: one.expectation.wrongWords(in: response),
            missingEvidence: one.expectation.missingEvidence(in: response).map(\.description), evidence: cited,
            isNeighbours: rank != 1 && (first.map { Self.isNeighbours($0, of: one, in: set) } ?? false),
            milliseconds: (elapsed - held).seconds * 1000, calls: count.calls + prometheus.count.calls, rounds: count.rounds, prompt: prompt)
    }

    private static func reasoner(_ probe: PromptProbe, _ budget: PromptBudget) -> Reasoner {
        Reasoner(model: probe, budget: budget, fence: { Fence(boundary: "0123456789abcdef") })
    }

    /// Nothing is sent: a probe stands where the model would.
    private static func prompt(
        of one: EvaluationSet.Case, _ cluster: RecordedCluster, _ response: AnalyzeResponse, usual: ModelRequest?
    ) async -> PromptMeasure? {
        let probe = PromptProbe()
        let transport = Analyzer.transport(of: cluster)
        let analyzer = Analyzer.recording(
            kubernetes: transport, prometheus: transport, reasoner: reasoner(probe, PromptBudget(tokens: PromptMeasure.tightBudget)))
        // A recording that can't be analysed has failed before.
        _ = try? await analyzer.analyze(AnalyzeRequest(alert: one.alert))
        return PromptMeasure(usual: usual, tight: probe.request, response: response, expectation: one.expectation)
    }

    /// Whether another case of the recording, and not this one, has the cause's object for its own.
    private static func isNeighbours(_ cause: RootCause, of one: EvaluationSet.Case, in set: EvaluationSet) -> Bool {
        guard let object = cause.object?.withoutContainer.description else { return false }
        func names(_ expectation: Expectation) -> Bool {
            expectation.answers.contains { $0.object.map { Wildcard($0).matches(object) } ?? false }
        }
        return !names(one.expectation) && set.cases.contains { names($0.expectation) }
    }
}
