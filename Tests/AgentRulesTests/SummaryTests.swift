import AgentRules
import Contracts
import Primitives
import Testing

/// The incident's story, and the words that people paste.
@Suite struct SummaryTests {
    private static func alert(_ name: String, _ category: CauseCategory, _ object: String, _ confidence: Double, at seconds: Int64) -> SummarizedAlert
    {
        SummarizedAlert(
            fingerprint: name, alertName: name, severity: "warning", status: .firing, startsAt: Timestamp(microseconds: seconds * 1_000_000),
            rootCauses: [
                RootCause(
                    category: category, title: "Title of \(object)", object: ObjectReference(kind: "Deployment", namespace: "shop", name: object),
                    confidence: confidence,
                    explanation: "<b>because</b>", evidence: ["E1"])
            ])
    }

    private static func summarize(_ alerts: [SummarizedAlert]) -> SummarizeIncidentResponse {
        IncidentSummarizer().summarize(
            SummarizeIncidentRequest(
                incidentID: "1", title: "Incident", severity: "warning", firedAt: Timestamp(microseconds: 0),
                resolvedAt: Timestamp(microseconds: 600_000_000), alerts: alerts))
    }

    @Test func whatMostAlertsAgreeOnIsTheIncidentsCause() {
        let summary = Self.summarize([
            Self.alert("a", .oomKilled, "db", 0.9, at: 30), Self.alert("b", .imageNotFound, "web", 0.99, at: 20),
            Self.alert("c", .oomKilled, "db", 0.8, at: 10),
        ])
        #expect(summary.title == "Title of db (Deployment shop/db)")
        #expect(summary.summary.contains("3 alerts"))
        #expect(summary.summary.contains("after 10 min"))
    }

    @Test func aVerdictNeverOutweighsACause() {
        let summary = Self.summarize([
            Self.alert("a", .healthy, "x", 0.9, at: 1), Self.alert("b", .healthy, "x", 0.9, at: 2), Self.alert("c", .oomKilled, "db", 0.5, at: 3),
        ])
        #expect(summary.title.contains("db"))
    }

    @Test func theTimelineIsInOrderAndHoldsNoMarkup() throws {
        let summary = Self.summarize([Self.alert("late", .oomKilled, "db", 0.9, at: 30), Self.alert("early", .oomKilled, "db", 0.9, at: 10)])
        let early = try #require(summary.detail.firstRange(of: "early fires"))
        let late = try #require(summary.detail.firstRange(of: "late fires"))
        #expect(early.lowerBound < late.lowerBound)
        #expect(!summary.detail.contains("<b>"))
    }

    @Test func aResolutionIsToldInThePersonsWordsAndAsText() {
        let summary = IncidentSummarizer().summarize(
            SummarizeIncidentRequest(
                incidentID: "1", title: "Incident", severity: "warning", firedAt: Timestamp(microseconds: 0),
                resolvedAt: Timestamp(microseconds: 600_000_000), alerts: [], resolution: "rolled back <b>orders</b>, password=hunter2",
                resolvedBy: "ada"))
        #expect(summary.summary.contains("Resolved by ada: rolled back"))
        #expect(summary.detail.contains("### Resolution\n\nResolved by ada: rolled back &lt;b&gt;orders"))
        #expect(!summary.summary.contains("hunter2") && !summary.detail.contains("hunter2"))
    }

    @Test func anIncidentWithoutAnalysesKeepsItsTitle() {
        #expect(Self.summarize([]).title == "Incident")
    }

    @Test func aCommandQuotesWhatTheClusterSays() throws {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.waiting("CreateContainerConfigError", "configmap \"a; rm -rf ~ #\" not found")])
        let fix = try #require(scene.analyze(["deployment": "web"]).recommendations.first { $0.kind == .fix })
        #expect(fix.command == "kubectl create configmap 'a; rm -rf ~ #' -n shop --from-literal=KEY=VALUE")
    }
}
