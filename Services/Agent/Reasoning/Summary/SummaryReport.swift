import AgentDomain
import AgentPrompts
import Contracts

/// A checked account as ingest and people get it. All of a model's text is escaped: it holds no link, no image and no markup of its own.
struct SummaryReport {
    let answer: SummaryAnswer
    let rules: SummarizeIncidentResponse

    func response(mask: (String) -> String) -> SummarizeIncidentResponse {
        let title = Excerpt.prefix(of: answer.title, scalars: 200)
        let summary = Excerpt.prefix(of: answer.summary, scalars: 1_500)
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

    /// Names stand between backticks, which stay where they come in pairs around something.
    private static func text(_ text: String) -> String {
        let pieces = Excerpt.prefix(of: text, scalars: 2_000).unicodeScalars.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        var markdown = ""
        var plain = ""
        for (position, piece) in pieces.enumerated() where !piece.isEmpty {
            guard !position.isMultiple(of: 2), position < pieces.count - 1 else {
                plain += piece
                continue
            }
            // Two spans that touch would be one with backticks in it.
            markdown += Markdown.escape(plain) + (plain.isEmpty && !markdown.isEmpty ? " " : "") + Markdown.code(piece)
            plain = ""
        }
        return markdown + Markdown.escape(plain)
    }

    /// Titles and summaries are shown as text, not as markup.
    private static func plain(_ text: String) -> String {
        text.replacing("`", with: "").split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
