import IngestDomain
import Primitives

/// Resolved incidents that look like this one, and how each ended.
struct SimilarIncidents {
    let matches: [IncidentMatch]

    /// nil where there are none.
    var html: HTML? {
        guard !matches.isEmpty else { return nil }
        return "<h2>Similar incidents</h2><ul class=\"plain\">\(matches.map(item))</ul>"
    }

    private func item(_ match: IncidentMatch) -> HTML {
        let cause: HTML? = (match.actualCause ?? match.summary).map { "<p>\($0)</p>" }
        let resolution: HTML? = match.resolution.map { "<p><strong>Resolved\(by(match)):</strong> \($0)</p>" }
        let category: HTML? = (match.actualCategory ?? match.category).map { "<code>\($0)</code>" }
        return """
            <li class="card"><p>\(Link.incident(match.id, match.title)) \(category)
            <span class="small muted">\(HTML.time(match.openedAt)) · \(match.reasons.joined(separator: ", "))</span></p>\(cause)\(resolution)</li>
            """
    }

    private func by(_ match: IncidentMatch) -> HTML {
        match.resolvedBy.map { " by \($0)" } ?? ""
    }
}
