import Contracts
import IngestDomain
import ServerKit

/// What a person asked for on an incident's page.
enum IncidentForm: Hashable, Sendable {
    case change(IncidentChange, Precondition)
    case rate(AnalysisRating)

    private enum Action: String, CaseIterable {
        case acknowledge, assign, comment, resolve, reopen, severity, rate
    }

    /// - Throws: ``ProblemError`` 400 that names the field that is at fault.
    init(_ form: FormBody) throws(ProblemError) {
        guard let action = form.text("action").flatMap(Action.init(rawValue:)) else {
            throw .invalid("action", "must be one of \(Action.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        switch action {
        case .acknowledge: self = .change(IncidentChange(state: .acknowledged), .none)
        case .assign: self = .change(IncidentChange(assignee: try Self.edit(form, "assignee", IncidentChange.maximumName)), .none)
        case .comment: self = .change(IncidentChange(comment: try Self.required(form, "comment")), .none)
        case .resolve:
            let note = try Self.bounded(form, "resolution", IncidentChange.maximumText)
            // What is resolved is what the person saw, not an alert that came in while they wrote.
            let change = IncidentChange(state: .resolved, resolution: note.map { .set($0) } ?? .keep)
            self = .change(change, try Self.precondition(form))
        case .reopen: self = .change(IncidentChange(state: .open), .none)
        case .severity:
            self = .change(IncidentChange(severity: try Self.severity(form)), .none)
        case .rate: self = .rate(try Self.rating(form))
        }
    }

    private static func rating(_ form: FormBody) throws(ProblemError) -> AnalysisRating {
        guard let vote = form.text("vote").flatMap(AnalysisFeedback.Vote.init(rawValue:)) else {
            throw .invalid("vote", "must be up or down")
        }
        return AnalysisRating(
            alertName: form.text("alert_name") ?? "", subject: form.text("subject") ?? "", vote: vote,
            comment: try bounded(form, "comment", IncidentChange.maximumText),
            cause: try bounded(form, "cause", IncidentChange.maximumText))
    }

    private static func precondition(_ form: FormBody) throws(ProblemError) -> Precondition {
        guard let text = form.text("version") else { return .none }
        guard let version = IncidentVersion(text) else { throw .invalid("version", "must be the version that the page was made of") }
        return .isOneOf([version])
    }

    /// An empty field takes the person's word back.
    private static func edit(_ form: FormBody, _ name: String, _ maximum: Int) throws(ProblemError) -> Edit<String> {
        try bounded(form, name, maximum).map { .set($0) } ?? .clear
    }

    private static func severity(_ form: FormBody) throws(ProblemError) -> Edit<Severity> {
        guard case .set(let name) = try edit(form, "severity", IncidentChange.maximumSeverity) else { return .clear }
        let severity = Severity(name)
        guard severity.isRanked else { throw .invalid("severity", "must be one of \(Severity.accepted.joined(separator: ", "))") }
        return .set(severity)
    }

    private static func required(_ form: FormBody, _ name: String) throws(ProblemError) -> String {
        guard let text = try bounded(form, name, IncidentChange.maximumText) else { throw .invalid(name, "is required") }
        return text
    }

    private static func bounded(_ form: FormBody, _ name: String, _ maximum: Int) throws(ProblemError) -> String? {
        guard let text = form.text(name) else { return nil }
        guard text.unicodeScalars.count <= maximum else { throw .invalid(name, "may have at most \(maximum) characters") }
        return text
    }
}
