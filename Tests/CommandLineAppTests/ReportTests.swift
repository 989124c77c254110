import Contracts
import FoundationEssentials
import Primitives
import Testing

@testable import CommandLineApp

@Suite("A report")
struct ReportTests {
    private static let database = ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db", container: "db")
    private static let time = Timestamp(rfc3339: "2026-11-21T07:44:00Z") ?? .goZero

    private static func response(_ causes: [RootCause]) -> AnalyzeResponse {
        AnalyzeResponse(
            threadTs: "", analysis: "", analysisSummary: "Nothing to tell.", analysisDetail: "", analysisQuality: .high,
            missingData: ["metrics, because there is no Prometheus"], capabilities: Capabilities(), context: AnalysisContext(), rootCauses: causes,
            evidence: [
                EvidenceItem(id: "E1", source: "kubernetes", query: "/api/v1/namespaces/shop/pods", object: nil, observedAt: nil, text: "unused"),
                EvidenceItem(id: "E2", source: "logs", query: "…/log", object: database, observedAt: time, text: "exit code 137\u{1B}[31m"),
            ],
            changes: [Change(object: database, at: time - .seconds(180), field: "f", from: "a", to: "b", summary: "memory limit lowered")],
            recommendations: [
                Recommendation(kind: .fix, text: "Raise the limit.", command: "kubectl set resources …", risk: .low, expectedMinutes: 5),
                Recommendation(kind: .immediate, text: "Restart it."),
            ],
            impact: Impact(services: [], users: "", severity: "warning", urgency: ""), timingsMs: ["total": 12.4])
    }

    private static let cause = RootCause(
        category: .oomKilled, title: "orders-db is killed for its memory", object: database, confidence: 0.97,
        explanation: "It wants more than 48Mi.",
        evidence: ["E2", "E9"])

    @Test("tells the cause first, then why, then what to do, and no escape sequence of anybody's")
    func analysis() {
        let alert = Alert(status: .firing, labels: ["alertname": "KubePodNotReady", "namespace": "shop", "pod": "orders-1"], startsAt: Self.time)
        let text = AnalysisReport(alert: alert, analysis: Self.response([Self.cause]), terminal: .plain).text
        #expect(
            text == """
                KubePodNotReady  shop/orders-1  firing since 2026-11-21T07:44:00Z

                oom_killed  StatefulSet shop/orders-db (container db)  confidence 97 %
                  orders-db is killed for its memory

                  It wants more than 48Mi.

                CHANGED BEFORE
                  StatefulSet shop/orders-db (container db)  3 min before the alert
                    memory limit lowered

                EVIDENCE
                  E2  StatefulSet shop/orders-db (container db)  2026-11-21T07:44:00Z
                      exit code 137\u{FFFD}[31m
                      …/log
                  1 more fact read; --json has all of them

                WHAT TO DO
                  now    Restart it.
                  fix    Raise the limit. (risk low, ~5 min)
                         $ kubectl set resources …

                NOT SEEN
                  • metrics, because there is no Prometheus

                  quality high · engine rules · 12 ms
                """)
    }

    @Test("says so where there is no cause")
    func noCause() {
        #expect(AnalysisReport(analysis: Self.response([]), terminal: .plain).text.hasPrefix("Nothing to tell.\n"))
    }

    @Test("is coloured for a terminal")
    func colors() {
        let text = AnalysisReport(analysis: Self.response([Self.cause]), terminal: Terminal(width: 60, hasColor: true)).text
        #expect(text.hasPrefix("\u{1B}[1;31moom_killed\u{1B}[0m"))
    }

    @Test("of an incident gathers its alerts by workload, and speaks with the analysis that found the cause")
    func incident() throws {
        func json(_ value: some Encodable) throws -> String { String(decoding: try JSONEncoder().encode(value), as: UTF8.self) }
        func episode(_ name: String, _ workload: String) -> String {
            #"{"alert_name":"\#(name)","namespace":"shop","workload":"\#(workload)","status":"firing","starts_at":"2026-11-21T07:43:00Z"}"#
        }
        let analyses = try [Self.response([]), Self.response([Self.cause])].map { #"{"response":\#(try json($0))}"# }
        let text = """
            {"incident":{"id":"1","title":"orders-db is killed","state":"open","severity":"warning","opened_at":"2026-11-21T07:46:00Z",
            "alerts":{"firing":3,"resolved":0},"cause":\(try json(Self.cause))},
            "alerts":[\(episode("NotReady", "orders")),\(episode("NotReady", "orders")),\(episode("OOMKilled", "orders-db"))],
            "analyses":[\(analyses.joined(separator: ","))],"jobs":[{"state":"done"},{"state":"queued"}]}
            """
        let detail = try JSONDecoder().decode(IncidentDetail.self, from: Data(text.utf8))
        #expect(!detail.isSettled)
        #expect(detail.isDiagnosed)
        let report = IncidentReport(detail: detail, terminal: .plain).text
        #expect(
            report.hasPrefix(
                """
                INCIDENT  orders-db is killed
                  warning, open, 3 alerts firing, since 2026-11-21T07:43:00Z
                  • shop/orders: NotReady (2)
                  • shop/orders-db: OOMKilled

                ROOT CAUSE
                oom_killed  StatefulSet shop/orders-db (container db)  confidence 97 %
                """))
        #expect(report.contains("kubectl set resources"))
    }
}
