import AgentDomain
import Contracts
import Masking

/// What earlier incidents like this one came to, for the end of a report.
///
/// It is told, and decides nothing: people wrote it about another day, and whether this one is the same is for evidence to say. Where the cause
/// that was found is theirs as well, it says so.
struct History {
    private let incidents: ArraySlice<SimilarIncident>
    private let cause: CauseCategory?
    private let masking: MaskingSession

    /// More would be a list to read through.
    private static let limit = 3
    /// Unicode scalars of one text.
    private static let maximumText = 500

    init(_ incidents: [SimilarIncident], cause: RootCause?, masking: MaskingSession = Masker.standard.session()) {
        self.masking = masking
        self.incidents = incidents.prefix(Self.limit)
        self.cause = cause.flatMap { $0.category.isVerdict ? nil : $0.category }
    }

    /// Markdown; nil where there is no history.
    var section: String? {
        guard !incidents.isEmpty else { return nil }
        return "### Seen before\n\n" + incidents.map { "- \(line($0))" }.joined(separator: "\n")
    }

    private func line(_ incident: SimilarIncident) -> String {
        var text = "**\(shown(incident.title))**"
        if let resolvedAt = incident.resolvedAt { text += ", resolved \(resolvedAt)" }
        if let cause, incident.category == cause.rawValue { text += ", the same cause (\(Markdown.code(cause.rawValue)))" }
        text += "."
        if let actual = incident.cause { text += " It was: \(shown(actual))." }
        if let resolution = incident.resolution { text += " Resolved by: \(shown(resolution))." }
        if let reasons = incident.reasons, !reasons.isEmpty { text += " Similar by: \(shown(reasons.joined(separator: ", ")))." }
        return text
    }

    private func shown(_ text: String) -> String {
        let masked = masking.mask(text)
        let scalars = masked.unicodeScalars
        let bounded = scalars.count <= Self.maximumText ? masked : String(String.UnicodeScalarView(scalars.prefix(Self.maximumText))) + "…"
        var shown = Markdown.escape(bounded)
        while shown.hasSuffix(".") { shown.removeLast() }
        return shown
    }
}
