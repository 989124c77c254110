import Contracts
import Primitives

/// Lays out a report's parts, the same for an analysis and for an incident. Every text on it is made safe for the terminal.
struct ReportPage {
    let terminal: Terminal
    private var lines: [String] = []

    init(terminal: Terminal) {
        self.terminal = terminal
    }

    var text: String { lines.joined(separator: "\n") }

    mutating func blank() {
        lines.append("")
    }

    /// Parts of one line, each in its style; empty ones are left out.
    mutating func line(_ parts: [(text: String, style: Terminal.Style?)]) {
        let styled = parts.filter { !$0.text.isEmpty }.map { part in
            let text = PlainText.sanitized(part.text).replacing("\n", with: " ")
            return part.style.map { terminal.styled(text, $0) } ?? text
        }
        lines.append(styled.joined(separator: "  "))
    }

    mutating func section(_ title: String) {
        blank()
        lines.append(terminal.styled(title.uppercased(), .boldCyan))
    }

    mutating func paragraph(_ text: String, indent: Int = 0, style: Terminal.Style? = nil) {
        let margin = String(repeating: " ", count: indent)
        for line in PlainText.wrapped(PlainText.sanitized(text), columns: terminal.width - indent) {
            lines.append(margin + (style.map { terminal.styled(line, $0) } ?? line))
        }
    }

    mutating func note(_ text: String) {
        paragraph(text, indent: 2, style: .dim)
    }

    mutating func bullet(_ text: String) {
        let wrapped = PlainText.wrapped(PlainText.sanitized(text), columns: terminal.width - 4)
        for (position, line) in wrapped.enumerated() {
            lines.append((position == 0 ? "  • " : "    ") + line)
        }
    }

    /// A title with a note beside it, and a text below.
    mutating func item(_ title: String, note: String?, body: String) {
        line([("  " + title, .bold), (note ?? "", .dim)])
        paragraph(body, indent: 4)
    }

    mutating func cause(_ cause: RootCause) {
        let style: Terminal.Style =
            switch cause.category {
            case .healthy: .boldGreen
            case .inconclusive: .boldYellow
            default: .boldRed
            }
        line([
            (cause.category.rawValue, style), (cause.object?.description ?? "", .bold), ("confidence \(Wording.percent(cause.confidence))", .dim),
        ])
        paragraph(cause.title, indent: 2)
        if cause.explanation != cause.title {
            blank()
            paragraph(cause.explanation, indent: 2)
        }
    }

    mutating func evidence(_ item: EvidenceItem) {
        line([("  " + item.id, .bold), (item.object?.description ?? item.source, nil), (item.observedAt?.description ?? "", .dim)])
        paragraph(item.text, indent: 6)
        paragraph(item.query, indent: 6, style: .dim)
    }

    mutating func actions(_ recommendations: [Recommendation]) {
        guard !recommendations.isEmpty else { return }
        section("What to do")
        let titles: [(Recommendation.Kind, String)] = [
            (.immediate, "now"), (.fix, "fix"), (.monitoring, "watch"), (.capacity, "plan"),
        ]
        for (kind, title) in titles {
            for recommendation in recommendations where recommendation.kind == kind { action(recommendation, title) }
        }
    }

    private mutating func action(_ recommendation: Recommendation, _ title: String) {
        var remarks: [String] = []
        if recommendation.risk != .none { remarks.append("risk \(recommendation.risk.rawValue)") }
        if let minutes = recommendation.expectedMinutes { remarks.append("~\(minutes) min") }
        let remark = remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
        let wrapped = PlainText.wrapped(PlainText.sanitized(recommendation.text + remark), columns: terminal.width - 9)
        for (position, line) in wrapped.enumerated() {
            let label = PlainText.padded(position == 0 ? title : "", columns: 5)
            lines.append("  \(terminal.styled(label, .green))  \(line)")
        }
        // Commands are never broken into lines: they are there to be copied.
        for command in (recommendation.command ?? "").split(separator: "\n") {
            lines.append("         " + terminal.styled("$ " + PlainText.sanitized(String(command)), .cyan))
        }
    }
}
