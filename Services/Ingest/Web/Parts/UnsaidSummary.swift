import IngestDomain

extension IncidentSummary {
    /// The summary without the title that it begins with, and the object in brackets that follows it there; nil where nothing is left.
    ///
    /// Beside a title and a cause's object it would say both for the second time.
    var unsaidSummary: String? {
        guard let summary else { return nil }
        guard summary.hasPrefix(title) else { return summary }
        var rest = summary.dropFirst(title.count)
        if rest.hasPrefix(" ("), let end = rest.firstIndex(of: ")") { rest = rest[rest.index(after: end)...] }
        // A title that goes on as another word isn't the title.
        guard let next = rest.first else { return nil }
        guard next == "." || next == ":" else { return summary }
        rest = rest.dropFirst().drop { $0 == " " }
        return rest.isEmpty ? nil : String(rest)
    }
}
