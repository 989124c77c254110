import AgentDomain
public import Contracts
package import Masking
import Primitives

/// Tells an incident's story from its alerts and their analyses. Pure.
public struct IncidentSummarizer: Sendable {
    private let masking: MaskingSession

    package init(masking: MaskingSession = Masker.standard.session()) {
        self.masking = masking
    }

    public func summarize(_ request: SummarizeIncidentRequest) -> SummarizeIncidentResponse {
        let causes = rankedCauses(request.alerts)
        let firing = request.alerts.filter { $0.status == .firing }.count
        let title = causes.first.map { cause in cause.object.map { "\(cause.title) (\($0.withoutContainer))" } ?? cause.title } ?? request.title
        return SummarizeIncidentResponse(
            title: String(title.prefix(200)), summary: summary(request, causes: causes, firing: firing),
            detail: detail(request, causes: causes, firing: firing), engine: .rules)
    }

    /// Causes before verdicts; what more alerts agree on first, then the more certain.
    private func rankedCauses(_ alerts: [SummarizedAlert]) -> [RootCause] {
        struct Key: Hashable {
            var category: CauseCategory
            var object: ObjectReference?
        }
        var votes: [Key: (cause: RootCause, count: Int)] = [:]
        for alert in alerts {
            guard let cause = alert.rootCauses?.first else { continue }
            let key = Key(category: cause.category, object: cause.object)
            let known = votes[key]
            let better = known.map { $0.cause.confidence >= cause.confidence ? $0.cause : cause } ?? cause
            votes[key] = (better, (known?.count ?? 0) + 1)
        }
        return votes.values.sorted { first, second in
            (first.cause.category.isVerdict ? 0 : 1, first.count, first.cause.confidence) > (
                second.cause.category.isVerdict ? 0 : 1, second.count, second.cause.confidence
            )
        }
        .map(\.cause)
    }

    private func summary(_ request: SummarizeIncidentRequest, causes: [RootCause], firing: Int) -> String {
        let count = request.alerts.count
        var text = "\(count) alert\(count == 1 ? "" : "s") since \(request.firedAt)"
        text +=
            request.resolvedAt.map { ", resolved \($0) after \(Self.words($0 - request.firedAt))" } ?? (firing > 0 ? ", \(firing) still firing" : "")
        text += "."
        if let cause = causes.first { text += cause.category.isVerdict ? " \(cause.explanation)" : " Cause: \(cause.title)." }
        if let note = resolution(request) { text += " \(note)" }
        if causes.filter({ !$0.category.isVerdict }).count > 1 { text += " The alerts name \(causes.count) different causes." }
        return text
    }

    /// Who resolved it and how, as they said it; what people write isn't taken apart.
    private func resolution(_ request: SummarizeIncidentRequest) -> String? {
        guard request.resolution != nil || request.resolvedBy != nil else { return nil }
        let who = request.resolvedBy.map { "Resolved by \($0)" } ?? "Resolved"
        guard let note = request.resolution else { return "\(who)." }
        let bounded = String(String.UnicodeScalarView(masking.mask(note).unicodeScalars.prefix(Self.maximumNote)))
        return "\(who): \(bounded)\(bounded.hasSuffix(".") ? "" : ".")"
    }

    /// Unicode scalars of a note in a summary.
    private static let maximumNote = 300

    private func detail(_ request: SummarizeIncidentRequest, causes: [RootCause], firing: Int) -> String {
        var sections: [String] = []
        if !causes.isEmpty {
            sections.append(
                "### Cause\n\n"
                    + causes.prefix(5).map { cause in
                        let object = cause.object.map { " — \(Markdown.escape($0.description))" } ?? ""
                        return
                            "- **\(Markdown.escape(cause.title))**\(object) (\(Markdown.code(cause.category.rawValue)), \(Int((cause.confidence * 100).rounded())) %): \(Markdown.escape(cause.explanation))"
                    }
                    .joined(separator: "\n"))
        }
        if let note = request.resolution {
            let who = request.resolvedBy.map { " by \(Markdown.escape($0))" } ?? ""
            sections.append("### Resolution\n\nResolved\(who): \(Markdown.escape(masking.mask(note)))")
        }
        sections.append("### Timeline\n\n" + timeline(request).map { "- \($0)" }.joined(separator: "\n"))
        let actions = request.alerts.flatMap { $0.recommendations ?? [] }.reduce(into: [Recommendation]()) { list, item in
            if !list.contains(where: { $0.text == item.text }) { list.append(item) }
        }
        if !actions.isEmpty {
            sections.append(
                "### What to do\n\n"
                    + actions.prefix(8).map {
                        "- **\($0.kind.rawValue)**: \(Markdown.escape($0.text))" + ($0.command.map { " \(Markdown.code($0))" } ?? "")
                    }
                    .joined(separator: "\n"))
        }
        sections.append("Severity: \(Markdown.escape(request.severity)). \(request.alerts.count) alerts, \(firing) firing.")
        return sections.joined(separator: "\n\n")
    }

    private func timeline(_ request: SummarizeIncidentRequest) -> [String] {
        var entries: [(Timestamp, String)] = [(request.firedAt, "Incident opened: \(Markdown.escape(request.title))")]
        for alert in request.alerts {
            let name = Markdown.escape(alert.alertName)
            if let start = alert.startsAt {
                entries.append(
                    (
                        start,
                        "\(name) fires (\(Markdown.escape(alert.severity)))"
                            + (alert.analysisSummary.map { ": \(Markdown.escape(String($0.prefix(200))))" } ?? "")
                    ))
            }
            if let end = alert.endsAt { entries.append((end, "\(name) resolves")) }
        }
        if let resolved = request.resolvedAt { entries.append((resolved, "Incident resolved")) }
        return entries.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.prefix(60).map {
            "\($0.element.0): \($0.element.1)"
        }
    }

    private static func words(_ duration: Duration) -> String {
        let minutes = Int(duration.seconds / 60)
        return minutes < 1 ? "\(Int(duration.seconds)) s" : minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h"
    }
}
