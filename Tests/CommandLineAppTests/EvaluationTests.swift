import Cases
import Contracts
import FoundationEssentials
import Primitives
import Testing

@testable import CommandLineApp

/// Results as an evaluation would give them.
enum Judged {
    static func result(
        rank: Int?, expected: CauseCategory = .oomKilled, got: CauseCategory = .oomKilled, confidence: Double = 1, isNeighbours: Bool = false,
        wrongWords: [String] = [], facts: [String] = [], missing: [String] = []
    ) -> CaseResult {
        var expectation = Expectation(answers: [.init(category: expected, object: "Pod n/p")])
        expectation.evidence = facts.map { CaseTruth.Words($0) }
        return CaseResult(
            set: "s", path: "s.yaml", title: "",
            alert: Alert(status: .firing, labels: ["alertname": "A", "pod": "p"], startsAt: Timestamp(microseconds: 0)),
            family: CauseFamily(of: expected), expectation: expectation,
            causes: [
                RootCause(
                    category: got, title: "", object: ObjectReference(kind: "Pod", namespace: "n", name: "p", container: "c"), confidence: confidence,
                    explanation: "", evidence: [])
            ],
            rank: rank, wrongWords: wrongWords, missingEvidence: missing, isNeighbours: isNeighbours, milliseconds: 2)
    }
}

@Suite("An evaluation")
struct EvaluationTests {
    @Test(
        "compares by patterns",
        arguments: [
            ("a", "a", true), ("a", "ab", false), ("a*", "abc", true), ("*c", "abc", true), ("a*c", "ac", true), ("a*c", "abd", false),
            ("*b*", "abc", true), ("a*b*c", "a-b-c", true), ("ab*ba", "aba", false), ("*", "", true), ("", "", true),
            ("Pod shop/orders-*", "Pod shop/orders-db-0", true),
        ])
    func wildcards(pattern: String, text: String, matches: Bool) {
        #expect(Wildcard(pattern).matches(text) == matches)
    }

    @Test("takes each firing alert of the recordings once, with the rule that holds for it")
    func cases() throws {
        let sets = try EvaluationSet.find(below: [Folders.recordings])
        #expect(sets.map(\.name) == ["batch", "calm", "demo", "quota", "rollout", "shop"])
        let shop = try #require(sets.last)
        #expect(shop.cases.count == 8)
        #expect(Set(shop.cases.map(\.expectation.category)) == [.oomKilled])
        #expect(Set(shop.cases.map { $0.alert.labels }).count == shop.cases.count)
    }

    @Test("says where expectations are missing")
    func missing() async throws {
        #expect(throws: EvaluationSet.Failure.self) { try EvaluationSet.find(below: ["/nonexistent"]) }
        try await Folders.withTemporary { folder in
            try Data("2026-11-21T08:00:00Z".utf8).write(to: URL(filePath: "\(folder)/recorded_at.txt"))
            let absent = #expect(throws: EvaluationSet.Failure.self) { try EvaluationSet(directory: folder) }
            #expect(absent?.description.contains("has no expected.json") == true)
            let alert = #"{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-21T07:00:00Z"}"#
            try Data(#"{"expect":[{"alert":{"alertname":"B"},"cause":{"category":"healthy"}}],"alerts":[\#(alert)]}"#.utf8)
                .write(to: URL(filePath: "\(folder)/expected.json"))
            let error = #expect(throws: EvaluationSet.Failure.self) { try EvaluationSet(directory: folder) }
            #expect(error?.description.contains("has no rule for the alert A") == true)
        }
    }

    @Test("adds up what is right, what is invented, and what is a neighbour's")
    func score() throws {
        let results = [
            Judged.result(rank: 1), Judged.result(rank: 3, got: .evicted), Judged.result(rank: nil, got: .evicted, isNeighbours: true),
            Judged.result(rank: nil, expected: .healthy),
        ]
        let score = Score(results)
        #expect(score.cases == 4)
        #expect(score.top1 == 0.25)
        #expect(score.top3 == 0.5)
        #expect(score.falseAlarms == 1)
        #expect(score.healthyCases == 1)
        #expect(score.neighboursCauses == 1)
        #expect(score.families["runtime"]?.cases == 3)
        #expect(score.families["healthy"]?.top1 == 0)
        let report = EvaluationReport(results: results)
        let text = report.text(.plain)
        #expect(text.contains("runtime      3      33.3 %  66.7 %   100.0 %"))
        #expect(text.contains("said     evicted of Pod n/p (1.00): ; the right one at 3"))
        #expect(text.contains("false alarms on 1 healthy case: 1"))
        #expect(try report.json().contains(#""top1" : 0.25"#))
    }

    @Test("counts an answer for wrong that has the cause but not the words")
    func words() {
        let results = [Judged.result(rank: 1), Judged.result(rank: 1, wrongWords: ["doesn't say '64Mi'"])]
        #expect(Score(results).top1 == 0.5)
        #expect(Score(results).top3 == 1)
    }

    @Test("counts a fault that is answered with a verdict as unexplained, and not as a false alarm")
    func unexplained() {
        let score = Score([Judged.result(rank: nil, got: .healthy), Judged.result(rank: nil, got: .inconclusive)])
        #expect(score.unexplained == 2)
        #expect(score.falseAlarms == 0)
    }

    @Test("measures how many of the decisive facts are among the evidence")
    func recall() {
        let results = [Judged.result(rank: 1, facts: ["a", "b"], missing: ["b"]), Judged.result(rank: 1, facts: ["c", "d"])]
        #expect(Score(results).evidenceRecall == 0.75)
        #expect(Score([Judged.result(rank: 1)]).evidenceRecall == 1)
    }

    @Test("sets stated confidence against being right")
    func calibration() {
        let sure = (0..<10).map { Judged.result(rank: $0 == 0 ? nil : 1, confidence: 0.9) }
        let unsure = [Judged.result(rank: 1, confidence: 0.6), Judged.result(rank: nil, confidence: 0.6)]
        let calibration = Calibration(sure + unsure)
        #expect(calibration.buckets.map(\.from) == [0.6, 0.9])
        #expect(calibration.buckets.map(\.cases) == [2, 10])
        #expect(calibration.buckets.map(\.right) == [0.5, 0.9])
        #expect(abs(calibration.error - 0.1 * 2 / 12) < 1e-9)
        #expect(Calibration([]).error == 0)
    }
}

@Suite("A baseline")
struct BaselineTests {
    private static let good = [Judged.result(rank: 1, facts: ["a"]), Judged.result(rank: nil, expected: .healthy, got: .healthy)].map { result in
        var result = result
        result.rank = 1
        return result
    }

    @Test("holds where nothing has become worse, and is read as it was written")
    func same() async throws {
        let baseline = Baseline(score: Score(Self.good), minimum: .promised)
        #expect(baseline.regressions(in: Score(Self.good)) == [])
        try await Folders.withTemporary { folder in
            try baseline.write("\(folder)/baseline.json")
            #expect(try Baseline.read("\(folder)/baseline.json") == baseline)
            #expect(throws: Baseline.Failure.self) { try Baseline.read("\(folder)/absent.json") }
        }
    }

    @Test("fails on an answer that has become wrong, on a lost fact, on a false alarm and on fewer cases")
    func worse() {
        let baseline = Baseline(score: Score(Self.good), minimum: .promised)
        var wrong = Self.good
        wrong[0].rank = 2
        #expect(baseline.regressions(in: Score(wrong)).contains("runtime: right at 1 fell from 100.0 % to 0.0 %"))
        var lost = Self.good
        lost[0].missingEvidence = ["a"]
        #expect(baseline.regressions(in: Score(lost)) == ["evidence recall fell from 100.0 % to 0.0 %"])
        var alarm = Self.good
        alarm[1].causes[0].category = .oomKilled
        #expect(baseline.regressions(in: Score(alarm)).contains("1 false alarm where nothing is wrong, at most 0 allowed"))
        #expect(baseline.regressions(in: Score([Self.good[0]])).contains("1 cases, 2 before"))
    }
}

@Suite("The answers to recorded alerts")
struct RecordedAnswersTests {
    @Test("name the right cause and object first, for every alert of every recording")
    func right() async throws {
        let results = try await Evaluation(sets: EvaluationSet.find(below: [Folders.recordings])).results()
        for result in results where !result.isRight {
            let got = result.got.map(EvaluationReport.said) ?? "nothing"
            Issue.record("\(result.set): \(result.alert.labels): \(got), not \(EvaluationReport.expected(of: result))")
        }
        let score = Score(results)
        #expect(score.falseAlarms == 0)
        #expect(score.neighboursCauses == 0)
        #expect(score.cases >= 35)
    }
}
