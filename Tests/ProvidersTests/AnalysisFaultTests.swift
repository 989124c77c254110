import AgentDomain
import AgentPrompts
import AgentReasoning
import Contracts
import LLM
import Primitives
import TestSupport
import Testing

/// The fault matrix once more, from the analysis' side: every provider, over its socket, with everything that goes wrong or that a model does wrong.
@Suite("Whatever a provider or its model does, an analysis has the rules' answer at least")
struct AnalysisFaultTests {
    typealias API = SimulatedProvider.API

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var act: @Sendable (ModelAsk) -> ModelAct
        /// In a warning of the answer.
        var warning: String
        var engine: AnalysisEngine = .rules
    }

    private static let sound = AnalysisFixture.answer()

    static let misdeeds = [
        Row(testDescription: "a refusal", act: { _ in .refusal("no") }, warning: "declined"),
        Row(testDescription: "prose", act: { _ in .text("It is probably the network.") }, warning: "couldn't be read"),
        Row(testDescription: "another schema, twice", act: { _ in .text(#"{"reason": 7}"#) }, warning: "couldn't be read"),
        Row(
            testDescription: "citations that don't exist",
            act: { _ in .text(AnalysisFixture.answer(category: "oom_killed", explanation: "It is memory.", evidence: ["E98", "E99"])) },
            warning: "E98"),
        Row(
            testDescription: "an object that doesn't exist",
            act: { _ in .text(AnalysisFixture.answer(object: #"{"kind":"Pod","namespace":"shop","name":"ghost","container":null}"#)) },
            warning: "ghost"),
        Row(
            testDescription: "a tool that nobody offered, over and over",
            act: { $0.mayCall ? .calls((name: "delete_everything", arguments: #"{"n":\#($0.number)}"#)) : .text(sound) }, warning: "answered with",
            engine: .llm),
        Row(
            testDescription: "the same question over and over",
            act: { $0.mayCall ? .calls((name: "look", arguments: #"{"text":"again"}"#)) : .text(sound) }, warning: "asked the same again",
            engine: .llm),
        Row(
            testDescription: "new questions without an end",
            act: { $0.mayCall ? .calls((name: "look", arguments: #"{"text":"\#($0.number)"}"#)) : .text(sound) }, warning: "answered with",
            engine: .llm),
        Row(
            testDescription: "arguments that are no JSON, over and over",
            act: { $0.mayCall ? .calls((name: "look", arguments: "{oops")) : .text(sound) }, warning: "answered with", engine: .llm),
    ]

    @Test("which stands where the provider fails", arguments: API.allCases, FaultTests.rows)
    func fault(api: API, row: FaultTests.Row) async throws {
        let response = try await analyze(api) { _ in .fault(row.fault) }
        #expect(response.engine == .rules)
        #expect(response.rootCauses == [AnalysisFixture.cause()])
        #expect(response.analysis == "## The rules' report")
        #expect(response.warnings.contains { $0.hasSuffix("The rules' answer stands.") }, "\(response.warnings)")
    }

    @Test("which nothing that the model does takes away", arguments: API.allCases, misdeeds)
    func misdeed(api: API, row: Row) async throws {
        let response = try await analyze(api, row.act)
        // Gemini tells of a malformed call instead of handing it over.
        let isTold = api == .gemini && row.testDescription.hasPrefix("arguments")
        #expect(response.engine == (isTold ? .rules : row.engine))
        let (said, found) = (try #require(response.rootCauses.first), AnalysisFixture.cause())
        #expect(said.category == found.category)
        #expect(said.object == found.object)
        #expect(said.evidence == found.evidence)
        #expect(response.warnings.contains { $0.contains(isTold ? "can't be read" : row.warning) }, "\(response.warnings)")
    }

    @Test("and ten questions at once are answered at once", arguments: API.allCases)
    func ten(api: API) async throws {
        let calls = (0..<10).map { (name: "look", arguments: #"{"text":"\#($0)"}"#) }
        let response = try await analyze(api) { ask in
            guard ask.number == 0 else {
                return ask.results.count == 10 ? .text(Self.sound) : .fault(.status(400))
            }
            return .reply(ModelLine(calls: calls))
        }
        #expect(response.engine == .llm)
        #expect(response.rootCauses.first?.category == .dependencyUnreachable)
        #expect(response.warnings == AnalysisFixture.study().response.warnings)
    }

    private func analyze(_ api: API, _ script: @escaping @Sendable (ModelAsk) -> ModelAct) async throws -> AnalyzeResponse {
        try await Provider.run(api, silence: .milliseconds(300), script: script) { provider in
            let reasoner = Reasoner(model: provider.model, limits: LoopLimits(turns: 5, time: .seconds(60)), clock: .fixed(AnalysisFixture.now))
            return await reasoner.reason(AnalysisFixture.material(), known: AnalysisFixture.known, tools: [LookingTool()])
        }
    }
}

private struct LookingTool: AgentTool {
    let name = "look"
    let summary = "Looks."
    let source = "kubernetes"
    let parameters: JSONValue = [
        "type": "object", "required": ["text"], "additionalProperties": false, "properties": ["text": ["type": "string"]],
    ]

    func call(_ arguments: JSONValue) async -> ToolAnswer { ToolAnswer(text: "nothing new", query: "look") }
}
