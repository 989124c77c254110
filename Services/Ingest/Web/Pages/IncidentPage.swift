import Contracts
package import IngestDomain
package import Primitives

/// `/incidents/{id}`: what happened, why, how that is known, and what to do.
package struct IncidentPage: Sendable {
    package var detail: IncidentDetail
    /// Resolved ones that look like it.
    package var similar: [IncidentMatch]
    /// Whether whoever looks may also do something about it.
    package var mayRespond: Bool
    package var now: Timestamp

    package init(detail: IncidentDetail, similar: [IncidentMatch] = [], mayRespond: Bool = false, now: Timestamp) {
        self.detail = detail
        self.similar = similar
        self.mayRespond = mayRespond
        self.now = now
    }

    private var incident: IncidentSummary { detail.incident }

    package var document: Document {
        Document(
            title: incident.title, reloadsAfter: reloads ? 5 : nil,
            content: """
                \(header)
                \(merged)
                \(flapping)
                \(progress)
                \(mayRespond ? IncidentActions(incident: incident, version: detail.version).html : nil)
                \(cause)
                <h2>Alerts</h2>
                \(AlertTable(episodes: detail.alerts).html)
                <h2>Timeline</h2>
                \(timeline)
                \(otherAnalyses)
                \(SimilarIncidents(matches: similar).html)
                \(account)
                """)
    }

    private var header: HTML {
        let resolved: HTML? = incident.resolvedAt.map { " · resolved \(HTML.time($0))" }
        let lead: HTML? = incident.unsaidSummary.map { "<p class=\"lead\">\($0)</p>" }
        return """
            <h1>\(incident.title)</h1>
            <p class="line">\(Badge.state(incident.state))\(Badge.severity(incident.severity))\(Badge.flapping(until: incident.flappingUntil))\(Badge.analysis(incident.analysis))<span class="small muted">opened
            \(HTML.time(incident.openedAt))\(resolved)\(people) · \(HTML.duration((incident.resolvedAt ?? now) - incident.openedAt)) · cluster \(incident.cluster)</span></p>
            \(lead)
            """
    }

    /// Who works on it, and who resolved it how.
    private var people: HTML {
        let assignee: HTML? = incident.assignee.map { " · assigned to \($0)" }
        let acknowledged: HTML? = incident.acknowledgedBy.map { " · acknowledged by \($0)" }
        let resolved: HTML? = incident.resolvedBy.map { " by \($0)" }
        return "\(resolved)\(acknowledged)\(assignee)"
    }

    private var merged: HTML? {
        incident.mergedInto.map {
            "<div class=\"card notice\"><p>It has the same cause as \(Link.incident($0, "another incident")), which carries on for both.</p></div>"
        }
    }

    private var flapping: HTML? {
        incident.flappingUntil.map {
            """
            <div class="card notice"><p>An alert of it flaps. Until it has been stable for a while, \(HTML.time($0)) at the earliest, its comings and
            goings are counted and not told, and the incident stays open.</p></div>
            """
        }
    }

    /// What is still being worked on, and what was given up.
    private var progress: HTML? {
        let open = detail.jobs.filter { $0.state != .done }
        guard !open.isEmpty else { return nil }
        let reload: HTML =
            reloads
            ? "This page reloads itself until that is done." : "<a href=\"/incidents/\(incident.id.description)\">Reload</a>"
        return "<div class=\"card notice\">\(open.map(job))<p class=\"small muted\">\(reload)</p></div>"
    }

    /// Who may respond has forms on the page, and reloads it when nothing is half written in them.
    private var reloads: Bool { !mayRespond && detail.jobs.contains(where: Self.isUnderWay) }

    /// Whether it is a matter of moments. What waits for an agent or for another attempt may wait for hours.
    private static func isUnderWay(_ job: JobDetail) -> Bool {
        switch job.state {
        case .running: true
        case .queued: job.attempts == 0 && (job.waitingReason == nil || job.waitingReason == .turn)
        case .dead, .done: false
        }
    }

    private func job(_ job: JobDetail) -> HTML {
        let what = job.kind == .analyze ? "The analysis of \(job.alertName)" : "The summary"
        let subject = job.subject.isEmpty ? "" : " on \(job.subject)"
        let error: HTML? = job.error.map { "<br><span class=\"small muted\">Last error: \($0)</span>" }
        return switch job.state {
        case .queued where job.attempts > 0: "<p>\(what)\(subject) failed \(job.attempts) times and is tried again.\(error)</p>"
        case .queued: "<p>\(what)\(subject) is waiting\(Self.reason(job.waitingReason)).</p>"
        case .running: "<p>\(what)\(subject) is running.</p>"
        case .dead:
            "<p>\(what)\(subject) failed for good, after \(job.attempts) attempts. It is made again when a responder replays job \(job.id.description).\(error)</p>"
        case .done: ""
        }
    }

    private static func reason(_ reason: WaitingReason?) -> String {
        switch reason {
        case .agentAway: ": no agent answers"
        case .agentBusy: ": the agent is busy"
        case .retry, .turn, nil: ""
        }
    }

    private var cause: HTML {
        guard let analysis = detail.analyses.first else {
            return detail.jobs.isEmpty ? "<h2>Root cause</h2><p class=\"muted\">Nothing has been analysed.</p>" : ""
        }
        return "<h2>Root cause</h2>\(AnalysisSection(analysis: analysis, anchor: "a1", pageTitle: incident.title).html)\(feedback(on: analysis))"
    }

    private func feedback(on analysis: AnalysisDetail) -> HTML? {
        mayRespond ? FeedbackForm(incident: incident.id, analysis: analysis).html : nil
    }

    private var timeline: HTML {
        guard !detail.timeline.isEmpty else { return "<p class=\"muted\">Nothing yet.</p>" }
        return "<ol class=\"timeline\">\(detail.timeline.map(entry))</ol>"
    }

    private func entry(_ entry: TimelineEntry) -> HTML {
        let related: HTML? = entry.related.map { " \(Link.incident($0, "→ that incident"))" }
        let isMarked = [.opened, .reopened, .resolved, .absorbed, .merged].contains(entry.kind)
        let text: HTML = isMarked ? "<strong>\(entry.text)</strong>" : HTML(text: entry.text)
        return "<li><span class=\"small muted\">\(HTML.time(entry.at))</span> \(text)\(related)</li>"
    }

    private var otherAnalyses: HTML? {
        let others = detail.analyses.dropFirst()
        guard !others.isEmpty else { return nil }
        let sections = others.enumerated().map { index, analysis -> HTML in
            let subject: HTML? = analysis.subject.isEmpty ? nil : " on \(analysis.subject)"
            return """
                <details class="card"><summary><strong>\(analysis.alertName)</strong>\(subject):
                \(analysis.response.rootCauses.first?.title ?? "no cause")</summary>
                \(AnalysisSection(analysis: analysis, anchor: "a\(index + 2)").html)\(feedback(on: analysis))
                </details>
                """
        }
        return "<h2>Other analyses</h2>\(sections)"
    }

    private var account: HTML? {
        detail.detail.map { "<h2>Account</h2><div class=\"card\">\(Markdown.html($0))</div>" }
    }
}
