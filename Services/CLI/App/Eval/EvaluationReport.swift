import Contracts
import FoundationEssentials

/// The results of an evaluation for people, and for machines.
struct EvaluationReport {
    let results: [CaseResult]
    let score: Score
    /// What has become worse than the baseline, or stays below the threshold.
    var problems: [String] = []

    init(results: [CaseResult], problems: [String] = []) {
        self.results = results
        score = Score(results)
        self.problems = problems
    }

    func text(_ terminal: Terminal) -> String {
        var parts = [families(terminal), calibration(terminal), costs]
        if let prompts = PromptReport(results).text { parts.append(prompts) }
        let wrong = results.filter { !$0.isRight }
        if !wrong.isEmpty { parts.append(terminal.styled("Wrong", .bold) + "\n" + wrong.map { Self.explanation(of: $0) }.joined(separator: "\n")) }
        let incomplete = results.filter { $0.isRight && !$0.missingEvidence.isEmpty }
        if !incomplete.isEmpty {
            let lines = incomplete.map { "  \($0.set): no evidence has \($0.missingEvidence.map { "'\($0)'" }.joined(separator: ", "))" }
            parts.append(terminal.styled("Right, but without a decisive fact", .bold) + "\n" + lines.joined(separator: "\n"))
        }
        parts.append(
            problems.isEmpty
                ? terminal.styled("reached", .green)
                : ([terminal.styled("missed", .boldRed)] + problems.map { "  \($0)" }).joined(separator: "\n"))
        return parts.joined(separator: "\n\n")
    }

    private func families(_ terminal: Terminal) -> String {
        var table = Table([
            ("family", .left), ("cases", .right), ("right at 1", .right), ("at 3", .right), ("evidence", .right),
        ])
        func add(_ name: String, _ cases: Int, _ top1: Double, _ top3: Double, _ recall: Double) {
            table.add([
                .init(name), .init(String(cases)), .init(Self.percent(top1), top1 < 0.95 ? .red : nil), .init(Self.percent(top3)),
                .init(Self.percent(recall)),
            ])
        }
        for family in CauseFamily.allCases {
            guard let score = score.families[family.rawValue] else { continue }
            add(family.rawValue, score.cases, score.top1, score.top3, score.evidenceRecall)
        }
        add("all", score.cases, score.top1, score.top3, score.evidenceRecall)
        let alarms = "false alarms on \(Wording.count(score.healthyCases, "healthy case")): \(score.falseAlarms)"
        let others = "faults left unexplained: \(score.unexplained); causes that are a neighbour's: \(score.neighboursCauses)"
        return (table.lines(terminal) + ["", alarms + "; " + others]).joined(separator: "\n")
    }

    private func calibration(_ terminal: Terminal) -> String {
        var table = Table([("confidence", .left), ("cases", .right), ("stated", .right), ("right", .right)])
        for bucket in Calibration(results).buckets {
            table.add([
                .init("from \(Wording.fixed(bucket.from, decimals: 1))"), .init(String(bucket.cases)),
                .init(Wording.fixed(bucket.stated, decimals: 2)), .init(Wording.fixed(bucket.right, decimals: 2)),
            ])
        }
        return (table.lines(terminal) + ["mean distance \(Wording.fixed(score.calibrationError, decimals: 3))"]).joined(separator: "\n")
    }

    private var costs: String {
        func line(_ name: String, _ values: [Double], _ text: (Double) -> String) -> String {
            let sorted = values.sorted()
            guard let last = sorted.last else { return "\(name): nothing" }
            return "\(name): median \(text(sorted[sorted.count / 2])), at most \(text(last))"
        }
        return [
            line("calls of a case", results.map { Double($0.calls) }) { Wording.fixed($0, decimals: 0) },
            line("rounds", results.map { Double($0.rounds) }) { Wording.fixed($0, decimals: 0) },
            line("time", results.map(\.milliseconds)) { Wording.elapsed(milliseconds: $0) },
        ].joined(separator: "; ")
    }

    private static func explanation(of result: CaseResult) -> String {
        var lines = ["  \(result.set)  \(subject(of: result.alert))"]
        lines.append("    expected \(expected(of: result))")
        lines.append("    said     \(result.got.map(said) ?? "nothing")" + (result.rank.map { $0 > 1 ? "; the right one at \($0)" : "" } ?? ""))
        if !result.wrongWords.isEmpty { lines.append("    it \(result.wrongWords.joined(separator: ", "))") }
        return lines.joined(separator: "\n")
    }

    static func expected(of result: CaseResult) -> String {
        let answers = result.expectation.answers
        let categories = answers.reduce(into: [String]()) { if !$0.contains($1.category.rawValue) { $0.append($1.category.rawValue) } }
        let objects = answers.compactMap(\.object).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return categories.joined(separator: " or ") + (objects.isEmpty ? "" : " of " + objects.joined(separator: " or "))
    }

    static func said(_ cause: RootCause) -> String {
        let object = cause.object.map { " of \($0.withoutContainer)" } ?? ""
        return
            "\(cause.category.rawValue)\(object) (\(Wording.fixed(cause.confidence, decimals: 2))): \(PlainText.truncated(cause.title, columns: 120))"
    }

    static func subject(of alert: Alert) -> String {
        let subject = alert.labels["pod"] ?? WorkloadName.from(labels: alert.labels) ?? alert.labels["node"] ?? alert.labels["namespace"] ?? ""
        return "\(alert.name) \(subject)"
    }

    private static func percent(_ share: Double) -> String {
        "\(Wording.fixed(share * 100, decimals: 1)) %"
    }

    // MARK: For machines

    func json() throws -> String {
        struct Row: Encodable {
            var name: String
            var path: String
            var family: String
            var alertname: String
            var labels: [String: String]
            var expected: [String]
            var got: String?
            var object: String?
            var confidence: Double?
            var rank: Int?
            var right: Bool
            var wrongWords: [String]
            var missingEvidence: [String]
            var calls: Int
            var rounds: Int
            var milliseconds: Double
        }
        struct Document: Encodable {
            var score: Score
            var calibration: [Calibration.Bucket]
            var problems: [String]
            /// Only where prompts were asked for.
            var prompts: PromptReport.Sums?
            var results: [Row]
        }
        let rows = results.map { result in
            Row(
                name: result.set, path: result.path, family: result.family.rawValue, alertname: result.alert.name, labels: result.alert.labels,
                expected: result.expectation.answers.map { answer in
                    [answer.category.rawValue, answer.object].compactMap(\.self).joined(separator: " ")
                },
                got: result.got?.category.rawValue, object: result.got?.object?.description, confidence: result.got?.confidence, rank: result.rank,
                right: result.isRight, wrongWords: result.wrongWords, missingEvidence: result.missingEvidence, calls: result.calls,
                rounds: result.rounds, milliseconds: result.milliseconds)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let document = Document(
            score: score, calibration: Calibration(results).buckets, problems: problems, prompts: PromptReport(results).sums, results: rows)
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
