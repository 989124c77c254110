import AgentPrompts
import AgentReasoning
import Contracts
import LLM
import Primitives
import TestSupport
import Testing

@Suite("Hostile text")
struct InjectionTests {
    private static let fence = Fence(boundary: HostileText.boundary)

    private func prompt(_ text: String) -> String {
        let alert = AnalysisFixture.alert(annotations: ["summary": text, "description": "harmless"])
        let study = AnalysisFixture.study(
            AnalysisFixture.cause(), events: [(reason: "BackOff", message: text + " event")], logs: [text + " line", "an ordinary line"])
        let material = AnalysisFixture.material(
            study, alert: alert, similar: [SimilarIncident(incidentID: "1", title: text, resolution: text, cause: text)])
        return AnalysisPrompt(material, fence: Self.fence, mask: { $0 }).question
    }

    @Test("is forty texts and more, some of each kind")
    func count() {
        #expect(HostileText.all.count >= 40)
        #expect(Set(HostileText.all).count == HostileText.all.count)
        #expect(HostileText.kinds.count == 5)
        for kind in HostileText.kinds { #expect(kind.texts.count >= 6, "\(kind.name)") }
    }

    @Test("leaves the prompt's structure as it is", arguments: HostileText.all)
    func structure(text: String) {
        let usual = FencedText(prompt("harmless"), boundary: HostileText.boundary)
        let hostile = FencedText(prompt(text), boundary: HostileText.boundary)
        #expect(usual.isSound && hostile.isSound)
        #expect(hostile.outside == usual.outside)
        #expect(hostile.inside.count == usual.inside.count)
        // Not one line more: no line of data passes for an item.
        #expect(hostile.inside.map { $0.split(separator: "\n").count } == usual.inside.map { $0.split(separator: "\n").count })
        for part in hostile.inside {
            #expect(!part.contains(HostileText.boundary))
            #expect(!part.lowercased().contains("</data"))
        }
    }

    @Test("stays within the marks of a tool's answer", arguments: HostileText.all)
    func toolAnswers(text: String) async {
        let model = ScriptedModel([.calls([("echo", ["text": "x"])]), .text("Well.")])
        var talk = Conversation(system: "", turns: [.user("Why?")], fence: Self.fence, budget: LoopBudget(limits: LoopLimits()))
        _ = await ToolLoop(model: model, tools: [EchoTool(answer: text)], mask: { $0 }).run(&talk)
        guard case .results(let results) = talk.turns[2] else {
            Issue.record("there should be results")
            return
        }
        let parts = FencedText(results[0].text, boundary: HostileText.boundary)
        #expect(parts.isSound)
        #expect(parts.inside.count == 1)
        #expect(parts.outside.isEmpty)
    }
}
