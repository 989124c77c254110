import IngestDomain
import Primitives

/// What a person can do with an incident: forms that work without a script. The first step takes one press; what takes words is folded
/// away, so that the answer stays in sight.
struct IncidentActions {
    let incident: IncidentSummary
    let version: IncidentVersion

    /// nil for an incident that another one carries on for.
    var html: HTML? {
        guard incident.state != .merged else { return nil }
        return """
            <section class="card actions" aria-label="Actions">
            \(state)
            <details><summary>\(incident.state == .resolved ? "Comment, assign, set the severity" : "Resolve, comment, assign, set the severity")</summary>
            \(resolution)
            \(form("comment", "Comment", "<textarea name=\"comment\" rows=\"2\" required maxlength=\"10000\" placeholder=\"What you saw or did\" aria-label=\"Comment\"></textarea>"))
            <div class="line">\(assignment)\(severity)</div>
            </details>
            </section>
            """
    }

    private var state: HTML {
        switch incident.state {
        case .open: form("acknowledge", "Acknowledge")
        case .acknowledged: "\(form("reopen", "Give back"))"
        case .resolved: form("reopen", "Reopen")
        case .merged: ""
        }
    }

    private var assignment: HTML {
        form(
            "assign", "Assign",
            "<input name=\"assignee\" value=\"\(incident.assignee ?? "")\" maxlength=\"200\" placeholder=\"nobody\" aria-label=\"Assignee\">")
    }

    private var severity: HTML {
        // A word that alerts brought may have no place in the order: then none is chosen.
        let current = Severity(incident.severity)
        let names = Severity.choices + (current.isRanked && !Severity.choices.contains(current.name) ? [current.name] : [])
        let options = names.map { name -> HTML in
            "<option\(name == current.name ? " selected" : "" as HTML)>\(name)</option>"
        }
        return form(
            "severity", "Set severity",
            "<select name=\"severity\" aria-label=\"Severity\"><option value=\"\">as its alerts say</option>\(options)</select>")
    }

    private var resolution: HTML? {
        guard incident.state != .resolved else { return nil }
        return form(
            "resolve", "Resolve",
            """
            \(stillFiring)
            <input type="hidden" name="version" value="\(version.description)">
            <textarea name="resolution" rows="2" maxlength="10000" placeholder="What helped" aria-label="Resolution"></textarea>
            """)
    }

    private var stillFiring: HTML? {
        let count = incident.alerts.firing
        guard count > 0 else { return nil }
        return """
            <p class="small warning">\(count == 1 ? "1 alert still fires" : "\(count) alerts still fire"). Resolved by hand, it stays so while they only go on;
            an alert that fires anew opens it again.</p>
            """
    }

    private func form(_ action: StaticString, _ label: String, _ fields: HTML = "") -> HTML {
        """
        <form method="post" action="/incidents/\(incident.id.description)">\(fields)
        <button name="action" value="\(raw: action)">\(label)</button></form>
        """
    }
}

/// Was an analysis right, and what was it really?
struct FeedbackForm {
    let incident: IncidentID
    let analysis: AnalysisDetail

    var html: HTML {
        """
        <form class="feedback line" method="post" action="/incidents/\(incident.description)">
        <input type="hidden" name="action" value="rate">
        <input type="hidden" name="alert_name" value="\(analysis.alertName)"><input type="hidden" name="subject" value="\(analysis.subject)">
        <span class="small muted">Was this the cause?</span>
        <input name="cause" maxlength="10000" placeholder="What was it really?" aria-label="The real cause">
        <button name="vote" value="up">Yes</button><button name="vote" value="down">No</button>
        </form>
        """
    }
}
