import AgentDomain
import Contracts

/// A checked account as ingest and people get it. All of a model's text is escaped: it holds no link, no image and no markup of its own.
struct SummaryReport {
    let answer: SummaryAnswer
    let rules: SummarizeIncidentResponse

    func response(mask: (String) -> String) -> SummarizeIncidentResponse {
        let title = Self.bounded(answer.title, 200)
        let summary = Self.bounded(answer.summary, 1_500)
        return SummarizeIncidentResponse(
            title: title.isEmpty ? rules.title : mask(Self.plain(title)), summary: summary.isEmpty ? rules.summary : mask(Self.plain(summary)),
            detail: mask(detail), engine: .llm, warnings: rules.warnings)
    }

    private var detail: String {
        let timeline = answer.timeline.prefix(40).map { "- \(Markdown.escape($0.at)): \(Self.text($0.text))" }.joined(separator: "\n")
        let prevention = answer.prevention.prefix(5).map { "- \(Self.text($0))" }.joined(separator: "\n")
        let sections = [
            ("Timeline", timeline), ("Impact", Self.text(answer.impact)), ("Root cause", Self.text(answer.rootCause)),
            ("Resolution", Self.text(answer.resolution)), ("Prevention", prevention),
        ]
        return sections.filter { !$0.1.isEmpty }.map { "### \($0.0)\n\n\($0.1)" }.joined(separator: "\n\n")
    }

    /// Names stand between backticks, which stay.
    private static func text(_ text: String) -> String {
        bounded(text, 2_000).split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset.isMultiple(of: 2) ? Markdown.escape(String($0.element)) : Markdown.code(String($0.element)) }
            .joined()
    }

    /// Titles and summaries are shown as text, not as markup.
    private static func plain(_ text: String) -> String {
        text.replacing("`", with: "").split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func bounded(_ text: String, _ limit: Int) -> String {
        let scalars = text.unicodeScalars
        return scalars.count <= limit ? text : String(String.UnicodeScalarView(scalars.prefix(limit))) + "…"
    }
}
