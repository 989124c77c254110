import Contracts
import FoundationEssentials
import Primitives
import Testing

@testable import CommandLineApp

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
        #expect(Set(shop.cases.map(\.rule.cause.category)) == [.oomKilled])
        #expect(Set(shop.cases.map { $0.alert.labels }).count == shop.cases.count)
    }

    @Test("says where expectations are missing")
    func missing() async throws {
        #expect(throws: EvaluationSet.Failure.self) { try EvaluationSet.find(below: ["/nonexistent"]) }
        try await Folders.withTemporary { folder in
            try Data("2026-11-21T08:00:00Z".utf8).write(to: URL(filePath: "\(folder)/recorded_at.txt"))
            #expect(throws: EvaluationSet.Failure.self) { try EvaluationSet(directory: folder) }
            let alert = #"{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-21T07:00:00Z"}"#
            try Data(#"{"expect":[{"alert":{"alertname":"B"},"cause":{"category":"healthy"}}],"alerts":[\#(alert)]}"#.utf8)
                .write(to: URL(filePath: "\(folder)/expected.json"))
            let error = #expect(throws: EvaluationSet.Failure.self) { try EvaluationSet(directory: folder) }
            #expect(error?.description.contains("has no rule for the alert A") == true)
        }
    }

    private static func result(rank: Int?, expected: CauseCategory = .oomKilled, got: CauseCategory = .oomKilled, isNeighbours: Bool = false)
        -> CaseResult
    {
        CaseResult(
            set: "s", alert: Alert(status: .firing, labels: ["alertname": "A", "pod": "p"], startsAt: Timestamp(microseconds: 0)),
            expected: .init(category: expected, object: "Pod n/p"),
            got: RootCause(
                category: got, title: "", object: ObjectReference(kind: "Pod", namespace: "n", name: "p", container: "c"), confidence: 1,
                explanation: "", evidence: []),
            rank: rank, isNeighbours: isNeighbours, milliseconds: 2)
    }

    @Test("adds up what is right, what is invented, and what is a neighbour's")
    func score() throws {
        let results = [
            Self.result(rank: 1), Self.result(rank: 3, got: .evicted), Self.result(rank: nil, got: .evicted, isNeighbours: true),
            Self.result(rank: nil, expected: .healthy),
        ]
        let score = Score(results)
        #expect(score.cases == 4)
        #expect(score.top1 == 0.25)
        #expect(score.top3 == 0.5)
        #expect(score.falseFaults == 1)
        #expect(score.neighboursCauses == 1)
        let report = EvaluationReport(results: results, score: score, threshold: 0.9)
        let lines = report.text(.plain).split(separator: "\n")
        #expect(lines[1] == "✓  s     A p    oom_killed Pod n/p  oom_killed Pod n/p     1  2.0")
        #expect(lines[2] == "✗  s     A p    oom_killed Pod n/p  evicted Pod n/p        3  2.0")
        #expect(lines.last == "median 2.0 ms; threshold 90 %: missed")
        #expect(try report.json().contains(#""top1" : 0.25"#))
    }
}

@Suite("The answers to recorded alerts")
struct RecordedAnswersTests {
    @Test("name the right cause and object first, for every alert of every recording")
    func right() async throws {
        let results = try await Evaluation(sets: EvaluationSet.find(below: [Folders.recordings])).results()
        for result in results where !result.isRight {
            let got = result.got.map { "\($0.category.rawValue) \($0.object?.description ?? "")" } ?? "nothing"
            Issue.record("\(result.set): \(result.alert.labels): \(got), not \(result.expected.category.rawValue) \(result.expected.object ?? "")")
        }
        let score = Score(results)
        #expect(score.falseFaults == 0)
        #expect(score.neighboursCauses == 0)
        #expect(score.cases >= 35)
    }
}
