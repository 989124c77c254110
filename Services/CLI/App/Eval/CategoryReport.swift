import Contracts

/// The cases of one category with what was found and the evidence that it cites: what a person reads to judge the answers.
struct CategoryReport {
    let results: [CaseResult]
    let terminal: Terminal

    var text: String {
        results.map(section).joined(separator: "\n\n")
    }

    private func section(_ result: CaseResult) -> String {
        let mark = result.isRight ? terminal.styled("right", .green) : terminal.styled("wrong", .boldRed)
        var lines = [terminal.styled(result.set, .bold) + "  " + mark, "  \(result.title)"]
        lines.append("  alert     \(PlainText.sanitized(EvaluationReport.subject(of: result.alert)))")
        lines.append("  expected  \(EvaluationReport.expected(of: result))")
        lines.append("  said      \(PlainText.sanitized(result.got.map(EvaluationReport.said) ?? "nothing"))")
        if let explanation = result.got?.explanation { lines += wrapped(explanation, indent: "            ") }
        for item in result.evidence {
            lines += wrapped("\(item.id) \(item.text)", indent: "    ")
            lines.append(terminal.styled("       \(PlainText.sanitized(item.query))", .dim))
        }
        if !result.missingEvidence.isEmpty { lines.append("  no evidence has \(result.missingEvidence.joined(separator: ", "))") }
        if !result.wrongWords.isEmpty { lines.append("  it \(result.wrongWords.joined(separator: ", "))") }
        lines.append(
            "  \(Wording.count(result.calls, "call")) in \(Wording.count(result.rounds, "round")), \(Wording.elapsed(milliseconds: result.milliseconds))"
        )
        return lines.joined(separator: "\n")
    }

    private func wrapped(_ text: String, indent: String) -> [String] {
        PlainText.wrapped(PlainText.sanitized(text), columns: max(40, terminal.width - indent.count)).map { indent + $0 }
    }
}
