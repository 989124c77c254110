import Contracts
import Primitives
import Testing

@testable import AgentRules

/// What a report says of earlier incidents.
@Suite struct HistoryTests {
    private static func cause(_ category: CauseCategory) -> RootCause {
        RootCause(category: category, title: "t", object: nil, confidence: 0.9, explanation: "e", evidence: ["E1"])
    }

    private static let earlier = SimilarIncident(
        incidentID: "1", title: "orders-db is killed", category: "oom_killed", resolution: "raised the limit to 1Gi", cause: "a leak in v2",
        resolvedAt: Timestamp(microseconds: 1_795_000_000_000_000), reasons: ["same workload (shop/orders-db)"])

    @Test func itTellsHowAnEarlierOneEndedAndWhyItIsAlike() throws {
        let section = try #require(History([Self.earlier], cause: Self.cause(.oomKilled)).section)
        #expect(section.hasPrefix("### Seen before"))
        #expect(section.contains("the same cause (`oom_killed`)"))
        #expect(section.contains("It was: a leak in v2. Resolved by: raised the limit to 1Gi."))
        #expect(section.contains("same workload"))
    }

    @Test(arguments: [CauseCategory.imageNotFound, .healthy])
    func anotherCauseIsNotCalledTheSame(category: CauseCategory) throws {
        let section = try #require(History([Self.earlier], cause: Self.cause(category)).section)
        #expect(!section.contains("the same cause"))
    }

    @Test func whatPeopleWroteIsText() throws {
        var incident = Self.earlier
        incident.resolution = "<script>\n# heading `code` password=hunter2"
        let section = try #require(History([incident], cause: nil).section)
        #expect(!section.contains("<script>") && !section.contains("\n# heading") && !section.contains("hunter2"))
    }

    @Test func aFewAreEnoughAndNoneSayNothing() throws {
        #expect(History([], cause: Self.cause(.oomKilled)).section == nil)
        let section = try #require(History(Array(repeating: Self.earlier, count: 9), cause: nil).section)
        #expect(section.split(separator: "\n").filter { $0.hasPrefix("- ") }.count == 3)
    }

    @Test func historyChangesNoFinding() throws {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.waiting("CreateContainerConfigError", "configmap \"settings\" not found")])
        let without = scene.analyze(["deployment": "web"])
        let with = scene.analyze(["deployment": "web"], similar: [Self.earlier])
        #expect(with.rootCauses == without.rootCauses)
        #expect(with.analysisDetail.hasPrefix(without.analysisDetail))
        #expect(with.analysisDetail.contains("### Seen before"))
    }
}
