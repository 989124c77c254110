package import Contracts
package import Primitives

/// The question for the account of one incident, and the facts that it may use.
package struct SummaryPrompt: Sendable {
    /// The same for all incidents.
    package let system: String
    package let question: String
    /// All that is known, masked: an account may name no time, number or name that isn't in it.
    package let facts: String
    /// The times that are known.
    package let times: Set<Timestamp>

    private static let maximumAlerts = 40
    /// Bytes of one text of an analysis.
    private static let maximumText = 1_200
    /// Bytes of a title or a name.
    private static let maximumName = 300

    /// - Parameter mask: The boundary that all data passes on its way out.
    package init(_ request: SummarizeIncidentRequest, fence: Fence, mask: (String) -> String) {
        system = IncidentText.system
        facts = mask(Self.lines(request, cut: { Excerpt.prefix(of: mask($0), bytes: $1) }).joined(separator: "\n"))
        times = Set(
            [request.firedAt, request.resolvedAt].compactMap(\.self) + request.alerts.flatMap { [$0.startsAt, $0.endsAt].compactMap(\.self) })
        question = [fence.notice, "## The incident\n" + fence.wrap(facts), "## Your task\n" + Self.task(request)].joined(separator: "\n\n")
    }

    /// What is asked at the end, where a model reads last.
    private static func task(_ request: SummarizeIncidentRequest) -> String {
        let state = request.resolvedAt == nil ? "The incident is not over: say what is known so far." : "The incident is over."
        let tongue = AnalystText.tag(request.language).map {
            " Write in the language with the tag \($0) (BCP 47); names and quotes stay as they are."
        }
        return """
            \(state) Tell its story. Each entry of the timeline has one of the times that are given, exactly as it is given; durations and counts are \
            those that are given. Names of objects, messages and values stand between backticks, exactly as they are given: code checks each, and an \
            account with others is not shown.\(tongue ?? "")
            """
    }

    /// A text, masked and then cut to so many bytes: half of a secret would be known by no rule.
    private typealias Cut = (_ text: String, _ bytes: Int) -> String

    private static func lines(_ request: SummarizeIncidentRequest, cut: Cut) -> [String] {
        var lines = [
            "Incident: \(cut(request.title, maximumName))", "Severity: \(cut(request.severity, maximumName))", "Began: \(request.firedAt)",
            request.resolvedAt.map { "Resolved: \($0), after \(words($0 - request.firedAt))" } ?? "Not resolved yet",
            "Alerts: \(request.alerts.count), of which \(request.alerts.count { $0.status == .firing }) fire",
        ]
        if let who = request.resolvedBy { lines.append("Resolved by: \(cut(who, maximumName))") }
        if let note = request.resolution { lines.append("Their note: \(cut(note, maximumText))") }
        for alert in request.alerts.prefix(maximumAlerts) { lines += Self.lines(alert, cut: cut) }
        if request.alerts.count > maximumAlerts { lines.append("(\(request.alerts.count - maximumAlerts) more alerts are left out)") }
        return lines
    }

    private static func lines(_ alert: SummarizedAlert, cut: Cut) -> [String] {
        var head = "Alert \(cut(alert.alertName, maximumName)): \(cut(alert.severity, maximumName)), \(alert.status.rawValue)"
        if let start = alert.startsAt { head += ", since \(start)" }
        if let end = alert.endsAt { head += ", until \(end)" }
        if let start = alert.startsAt, let end = alert.endsAt { head += ", for \(words(end - start))" }
        var lines = [head]
        if let summary = alert.analysisSummary { lines.append("  Found: \(cut(summary, maximumText))") }
        for cause in (alert.rootCauses ?? []).prefix(3) {
            let object = cause.object.map { " on \($0)" } ?? ""
            let percent = Int((min(1, max(0, cause.confidence.isFinite ? cause.confidence : 0)) * 100).rounded())
            lines.append(
                "  Cause (\(cause.category.rawValue), \(percent) %)\(object): \(cut(cause.title, maximumName)). \(cut(cause.explanation, maximumText))"
            )
        }
        for item in (alert.recommendations ?? []).prefix(4) {
            lines.append("  Recommended (\(item.kind.rawValue)): \(cut(item.text, 300))")
        }
        return lines
    }

    /// Computed here, because a model may not.
    private static func words(_ duration: Duration) -> String {
        let seconds = Int(duration.seconds)
        return seconds < 120 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
}
