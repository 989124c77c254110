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

    /// - Parameter mask: The boundary that all data passes on its way out.
    package init(_ request: SummarizeIncidentRequest, fence: Fence, mask: (String) -> String) {
        system = IncidentText.system
        let lines = Self.lines(request)
        facts = mask(lines.joined(separator: "\n"))
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

    private static func lines(_ request: SummarizeIncidentRequest) -> [String] {
        var lines = [
            "Incident: \(request.title)", "Severity: \(request.severity)", "Began: \(request.firedAt)",
            request.resolvedAt.map { "Resolved: \($0), after \(words($0 - request.firedAt))" } ?? "Not resolved yet",
            "Alerts: \(request.alerts.count), of which \(request.alerts.count { $0.status == .firing }) fire",
        ]
        if let who = request.resolvedBy { lines.append("Resolved by: \(who)") }
        if let note = request.resolution { lines.append("Their note: \(Excerpt.prefix(of: note, bytes: maximumText))") }
        for alert in request.alerts.prefix(maximumAlerts) { lines += Self.lines(alert) }
        if request.alerts.count > maximumAlerts { lines.append("(\(request.alerts.count - maximumAlerts) more alerts are left out)") }
        return lines
    }

    private static func lines(_ alert: SummarizedAlert) -> [String] {
        var head = "Alert \(alert.alertName): \(alert.severity), \(alert.status.rawValue)"
        if let start = alert.startsAt { head += ", since \(start)" }
        if let end = alert.endsAt { head += ", until \(end)" }
        if let start = alert.startsAt, let end = alert.endsAt { head += ", for \(words(end - start))" }
        var lines = [head]
        if let summary = alert.analysisSummary { lines.append("  Found: \(Excerpt.prefix(of: summary, bytes: maximumText))") }
        for cause in (alert.rootCauses ?? []).prefix(3) {
            let object = cause.object.map { " on \($0)" } ?? ""
            let percent = Int((min(1, max(0, cause.confidence.isFinite ? cause.confidence : 0)) * 100).rounded())
            lines.append(
                "  Cause (\(cause.category.rawValue), \(percent) %)\(object): \(cause.title). \(Excerpt.prefix(of: cause.explanation, bytes: maximumText))"
            )
        }
        for item in (alert.recommendations ?? []).prefix(4) {
            lines.append("  Recommended (\(item.kind.rawValue)): \(Excerpt.prefix(of: item.text, bytes: 300))")
        }
        return lines
    }

    /// Computed here, because a model may not.
    private static func words(_ duration: Duration) -> String {
        let seconds = Int(duration.seconds)
        return seconds < 120 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
}
