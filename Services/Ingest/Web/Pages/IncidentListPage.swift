import Contracts
package import IngestDomain
package import Primitives

/// `/`: the incidents, newest first.
package struct IncidentListPage: Sendable {
    package var page: Paged<IncidentSummary, IncidentID>
    /// The list that is shown: all, or those in some states.
    package var filter: IncidentFilter
    package var search: IncidentSearch
    package var now: Timestamp

    package init(
        page: Paged<IncidentSummary, IncidentID>, filter: IncidentFilter, search: IncidentSearch = IncidentSearch(), now: Timestamp
    ) {
        self.page = page
        self.filter = filter
        self.search = search
        self.now = now
    }

    package var document: Document {
        Document(
            title: "Incidents", reloadsAfter: page.items.contains { $0.analysis == .running } ? 30 : nil,
            content: """
                <h1>Incidents</h1>
                <nav class="tabs" aria-label="Filter">\(IncidentFilter.allCases.map(tab))</nav>
                \(search.form(within: filter))
                \(page.items.isEmpty ? empty : "<ul class=\"plain\">\(page.items.map(item))</ul>")
                \(next)
                """)
    }

    private func tab(_ filter: IncidentFilter) -> HTML {
        let current: HTML = filter == self.filter ? " aria-current=\"page\"" : ""
        return "<a href=\"\(search.address(filter))\"\(current)>\(filter.title)</a>"
    }

    private func item(_ incident: IncidentSummary) -> HTML {
        """
        <li class="card incident">
        <h2>\(Link.incident(incident.id, incident.title))</h2>
        <p class="line">\(Badge.state(incident.state))\(Badge.severity(incident.severity))\(Badge.flapping(until: incident.flappingUntil))\(Badge.analysis(incident.analysis))<span class="small muted">\(counts(incident.alerts)) ·
        \(HTML.time(incident.openedAt)) · \(HTML.duration((incident.resolvedAt ?? now) - incident.openedAt)) · \(incident.cluster)</span></p>
        \(cause(incident))
        \(trouble(incident))
        </li>
        """
    }

    private func cause(_ incident: IncidentSummary) -> HTML {
        guard let cause = incident.cause else { return "<p class=\"muted\">No cause is known yet.</p>" }
        let object: HTML? = cause.object.map { " <strong>\($0.description)</strong>" }
        let summary: HTML? = incident.unsaidSummary.map { "<p>\($0)</p>" }
        return "<p>\(Badge.category(cause.category))\(object)</p>\(summary)"
    }

    /// Where people have to look themselves.
    private func trouble(_ incident: IncidentSummary) -> HTML? {
        switch incident.analysis {
        case .failed: "<p class=\"small critical\">Its analysis failed for good: nobody but you looks at it now.</p>"
        case .overdue: "<p class=\"small warning\">Its analysis is overdue.</p>"
        case .none, .waiting, .running, .done: nil
        }
    }

    private func counts(_ counts: AlertCounts) -> HTML {
        let total = counts.firing + counts.resolved
        return "\(total) \(total == 1 ? "alert" : "alerts"), \(counts.firing) firing"
    }

    private var next: HTML? {
        page.next.map { "<p><a rel=\"next\" href=\"\(search.address(filter, after: $0))\">Older incidents</a></p>" }
    }

    private var empty: HTML {
        switch filter {
        case .all where search.isEmpty, .active where search.isEmpty:
            """
            <div class="card empty"><p>\(filter == .all ? "No incidents yet." : "Nothing is active.")</p>
            <p class="small">Alertmanager reaches this service with a receiver whose <code>webhook_configs</code> name <code>/webhook/alertmanager</code>.</p></div>
            """
        default: "<div class=\"card empty\"><p>No incidents here.</p></div>"
        }
    }
}

/// Which incidents a list shows.
package enum IncidentFilter: String, CaseIterable, Sendable {
    case active, resolved, all

    /// Empty for all.
    package var states: Set<IncidentState> {
        switch self {
        case .all: []
        case .active: [.open, .acknowledged]
        case .resolved: [.resolved]
        }
    }

    var title: String {
        switch self {
        case .all: "All"
        case .active: "Active"
        case .resolved: "Resolved"
        }
    }
}
