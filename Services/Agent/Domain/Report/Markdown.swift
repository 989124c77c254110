package import Contracts
import Primitives

/// The report's sections in markdown.
package enum Markdown {
    /// Keeps cluster text from becoming markup: no line breaks, no backtick fences, no HTML, no links and no images, not even from bare addresses.
    package static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            // Renderers make links of `https://…` and `www.…` by themselves, unless a sign of them is escaped.
            case "/" where result.utf8.last == UInt8(ascii: ":"): result += "\\/"
            case "." where result.utf8.suffix(3).allSatisfy({ $0 | 0x20 == UInt8(ascii: "w") }) && result.utf8.count >= 3: result += "\\."
            case "\n", "\r", "\t": result.unicodeScalars.append(" ")
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "`", "*", "_", "|", "[", "]", "\\":
                result += "\\"
                result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text between backticks; nothing, of nothing: two backticks would begin a span that something else ends.
    package static func code(_ text: String) -> String {
        // By scalars: a backtick with a combining mark is another character, and still ends the span.
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: text.unicodeScalars.filter { $0 != "`" && $0 != "\n" && $0 != "\r" })
        return kept.isEmpty ? "" : "`\(String(kept))`"
    }

    /// - Parameter account: Sections of their own, after the causes.
    package static func detail(
        causes: [RootCause], symptoms: [String], chain: [ObjectReference], evidence: [EvidenceItem], changes: [Change],
        recommendations: [Recommendation],
        impact: Impact, notes: [String], missing: [String], account: [String] = []
    ) -> String {
        var sections: [String] = []
        if let cause = causes.first {
            let object = cause.object.map { " — \(escape($0.description))" } ?? ""
            var text =
                "### Cause\n\n**\(escape(cause.title))**\(object) (\(code(cause.category.rawValue)), confidence \(Int((cause.confidence * 100).rounded())) %)\n\n\(escape(cause.explanation))"
            if !cause.evidence.isEmpty { text += " [\(cause.evidence.joined(separator: ", "))]" }
            if chain.count > 1 { text += "\n\nThe way to it: " + chain.map { escape($0.description) }.joined(separator: " → ") }
            sections.append(text)
        }
        if causes.count > 1 {
            sections.append(
                "### Also possible\n\n"
                    + causes.dropFirst().map { "- \(escape($0.title)) (\(code($0.category.rawValue)), \(Int(($0.confidence * 100).rounded())) %)" }
                    .joined(separator: "\n"))
        }
        sections += account
        if !symptoms.isEmpty { sections.append("### Symptoms\n\n" + list(symptoms.prefix(6).map(escape))) }
        if !changes.isEmpty {
            sections.append("### Changes\n\n" + list(changes.prefix(8).map { escape($0.summary) + ($0.at.map { " (\($0))" } ?? "") }))
        }
        if !evidence.isEmpty { sections.append("### Evidence\n\n" + list(evidence.map { "**\($0.id)** \(escape($0.text)) — \(code($0.query))" })) }
        if !recommendations.isEmpty { sections.append("### What to do\n\n" + list(recommendations.map(line))) }
        sections.append("### Impact\n\n\(escape(impact.users)) Urgency: \(escape(impact.urgency)).")
        if !notes.isEmpty { sections.append("### Notes\n\n" + list(notes.map(escape))) }
        if !missing.isEmpty { sections.append("### Missing\n\n" + list(missing.map(escape))) }
        return sections.joined(separator: "\n\n")
    }

    private static func line(_ recommendation: Recommendation) -> String {
        var text = "**\(recommendation.kind.rawValue)**: \(escape(recommendation.text))"
        if let command = recommendation.command { text += " \(code(command))" }
        var remarks: [String] = []
        if recommendation.risk != .none { remarks.append("risk \(recommendation.risk.rawValue)") }
        if let minutes = recommendation.expectedMinutes { remarks.append("\(minutes) min") }
        return remarks.isEmpty ? text : text + " (\(remarks.joined(separator: ", ")))"
    }

    package static func list(_ items: some Sequence<String>) -> String {
        items.map { "- \($0)" }.joined(separator: "\n")
    }
}
