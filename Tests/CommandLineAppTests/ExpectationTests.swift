import Cases
import Contracts
import FoundationEssentials
import Primitives
import Recording
import Testing

@testable import CommandLineApp

@Suite("What is expected of an answer")
struct ExpectationTests {
    private static let truth = CaseTruth(
        categories: [.diskFull, .nodeDiskPressure], objects: ["Pod shop/ledger-*", "Node node-a"], mentions: [.init("90 %|nearly full")],
        never: ["memory"], evidence: [.init("No space left on device"), .init("DiskPressure")])

    private static func cause(_ category: CauseCategory, _ kind: String, _ namespace: String?, _ name: String, explanation: String = "") -> RootCause
    {
        RootCause(
            category: category, title: "t", object: ObjectReference(kind: kind, namespace: namespace, name: name), confidence: 0.9,
            explanation: explanation, evidence: [])
    }

    @Test(
        "is any of its categories of any of its objects",
        arguments: [
            (cause(.diskFull, "Pod", "shop", "ledger-0"), true), (cause(.nodeDiskPressure, "Node", nil, "node-a"), true),
            (cause(.diskFull, "Pod", "other", "ledger-0"), false), (cause(.oomKilled, "Pod", "shop", "ledger-0"), false),
            (cause(.diskFull, "Node", nil, "node-b"), false),
        ])
    func answers(cause: RootCause, isAccepted: Bool) {
        #expect(Expectation(Self.truth).accepts(cause) == isAccepted)
    }

    @Test("asks no object of a verdict")
    func verdict() {
        let expectation = Expectation(CaseTruth(categories: [.healthy], objects: ["Pod shop/ledger-0"]))
        #expect(expectation.accepts(Self.cause(.healthy, "Deployment", "shop", "ledger")))
    }

    private static func response(_ analysis: String, _ explanation: String, evidence: [String] = []) -> AnalyzeResponse {
        AnalyzeResponse(
            threadTs: "", analysis: analysis, analysisSummary: "", analysisDetail: "", analysisQuality: .high, capabilities: Capabilities(),
            context: AnalysisContext(), rootCauses: [cause(.diskFull, "Pod", "shop", "ledger-0", explanation: explanation)],
            evidence: evidence.enumerated().map {
                EvidenceItem(id: "E\($0)", source: "logs", query: "", object: nil, observedAt: nil, text: $1)
            }, impact: Impact(services: [], users: "", severity: "", urgency: ""))
    }

    @Test("needs its words anywhere in the answer, and forbids others in the first cause")
    func words() {
        let expectation = Expectation(Self.truth)
        #expect(expectation.wrongWords(in: Self.response("The volume is Nearly Full.", "")) == [])
        #expect(expectation.wrongWords(in: Self.response("", "")) == ["doesn't say '90 %|nearly full'"])
        #expect(expectation.wrongWords(in: Self.response("90 %; memory is fine", "out of memory")) == ["says 'memory'"])
    }

    @Test("finds a fact in any piece of evidence, however its lines are broken")
    func facts() {
        let expectation = Expectation(Self.truth)
        let found = Self.response("", "", evidence: ["write: no space\n  left on device", "DiskPressure is True"])
        #expect(expectation.missingEvidence(in: found) == [])
        #expect(expectation.missingEvidence(in: Self.response("", "", evidence: ["DiskPressure"])).map(\.description) == ["No space left on device"])
    }
}

@Suite("A case that is written out")
struct CaseWriterTests {
    @Test("is a recording like any other")
    func written() async throws {
        let text = """
            title: An example.
            namespace: shop
            workloads: [{deployment: ledger, replicas: 2}]
            alerts: [{name: A, labels: {deployment: ledger}}]
            truth: {category: healthy}
            """
        try await Folders.withTemporary { folder in
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/example.yaml"))
            try CaseWriter(folder: "\(folder)/out").write(["\(folder)/example.yaml"], variations: 1, seed: 1)
            let recording = try Recording(directory: "\(folder)/out/example")
            #expect(recording.webhooks.count == 1)
            #expect(recording.lists.values.flatMap { $0.values }.contains { $0.items.contains { $0.name == "ledger" && $0.namespace == "shop" } })
            #expect(try Recording(directory: "\(folder)/out/example-1").namespaces.contains("shop") == false)
        }
    }
}
