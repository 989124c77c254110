import Contracts
import FoundationEssentials

/// The results of an evaluation for people, and for machines.
struct EvaluationReport {
    let results: [CaseResult]
    let score: Score
    let threshold: Double

    func text(_ terminal: Terminal) -> String {
        var table = Table([
            ("", .left), ("case", .left), ("alert", .left), ("expected", .left), ("got", .left), ("rank", .right), ("ms", .right),
        ])
        for result in results {
            table.add([
                result.isRight ? .init("✓", .green) : .init("✗", .boldRed), .init(result.set), .init(Self.subject(of: result.alert)),
                .init(Self.text(result.expected.category, result.expected.object)),
                .init(
                    result.got.map { Self.text($0.category, $0.object?.withoutContainer.description) } ?? "nothing", result.isRight ? nil : .red),
                .init(result.rank.map(String.init) ?? "–"), .init(Wording.fixed(result.milliseconds, decimals: 1)),
            ])
        }
        let verdict = score.top1 >= threshold ? terminal.styled("reached", .green) : terminal.styled("missed", .boldRed)
        let milliseconds = results.map(\.milliseconds).sorted()
        let totals = [
            "\(Wording.count(score.cases, "case")): right first \(Wording.percent(score.top1)), among the first three \(Wording.percent(score.top3))",
            "false faults where nothing is wrong: \(score.falseFaults); causes that are a neighbour's: \(score.neighboursCauses)",
            "median \(Wording.elapsed(milliseconds: milliseconds.isEmpty ? 0 : milliseconds[milliseconds.count / 2]))"
                + "; threshold \(Wording.percent(threshold)): \(verdict)",
        ]
        return (table.lines(terminal) + [""] + totals).joined(separator: "\n")
    }

    private static func text(_ category: CauseCategory, _ object: String?) -> String {
        category.isVerdict ? category.rawValue : "\(category.rawValue) \(object ?? "")"
    }

    private static func subject(of alert: Alert) -> String {
        "\(alert.name) \(alert.labels["pod"] ?? WorkloadName.from(labels: alert.labels) ?? alert.labels["node"] ?? "")"
    }

    func json() throws -> String {
        struct Row: Encodable {
            var recording: String
            var alertname: String
            var labels: [String: String]
            var expected: String
            var got: String?
            var rank: Int?
            var right: Bool
            var milliseconds: Double
        }
        struct Document: Encodable {
            var score: Score
            var threshold: Double
            var results: [Row]
        }
        let rows = results.map { result in
            Row(
                recording: result.set, alertname: result.alert.name, labels: result.alert.labels,
                expected: Self.text(result.expected.category, result.expected.object),
                got: result.got.map { Self.text($0.category, $0.object?.withoutContainer.description) }, rank: result.rank, right: result.isRight,
                milliseconds: result.milliseconds)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Document(score: score, threshold: threshold, results: rows)), as: UTF8.self)
    }
}
