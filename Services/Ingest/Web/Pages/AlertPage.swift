package import IngestDomain
package import Primitives

/// `/alerts/{fingerprint}`: one alert, how it stands, and each time it fired.
package struct AlertPage: Sendable {
    package var fingerprint: String
    package var detail: AlertDetail
    package var now: Timestamp

    package init(fingerprint: String, detail: AlertDetail, now: Timestamp) {
        self.fingerprint = fingerprint
        self.detail = detail
        self.now = now
    }

    private var name: String {
        guard let name = detail.episodes.first?.alertName, !name.isEmpty else { return fingerprint }
        return name
    }

    package var document: Document {
        Document(
            title: name,
            content: """
                \(detail.episodes.first.map(header))
                \(incidents)
                \(analysis)
                \(PairTable(caption: "Labels", pairs: detail.episodes.first?.labels ?? [:]).html)
                \(PairTable(caption: "Annotations", pairs: detail.episodes.first?.annotations ?? [:]).html)
                <h2>Episodes</h2>
                \(episodes)
                """)
    }

    private func header(_ episode: EpisodeDetail) -> HTML {
        let lead: HTML? = (episode.annotations["summary"] ?? episode.annotations["description"]).map { "<p class=\"lead\">\($0)</p>" }
        let source: HTML? = episode.generatorURL.flatMap { $0.isEmpty ? nil : "<p class=\"small\">\(Link.external($0, "The query behind it"))</p>" }
        return """
            <h1>\(name)</h1>
            <p class="line">\(Badge.status(episode.status))\(Badge.severity(episode.severity))<span class="small muted">since
            \(HTML.time(episode.startsAt)) · \(HTML.duration((episode.endsAt ?? now) - episode.startsAt)) · cluster \(episode.cluster) ·
            fingerprint <code>\(fingerprint)</code></span></p>
            \(lead)
            \(source)
            """
    }

    private var incidents: HTML? {
        guard !detail.incidents.isEmpty else { return nil }
        let items = detail.incidents.map { incident -> HTML in
            "<li>\(Link.incident(incident.id, incident.title)) \(Badge.state(incident.state)) <span class=\"small muted\">\(HTML.time(incident.openedAt))</span></li>"
        }
        return "<h2>\(items.count == 1 ? "Incident" : "Incidents")</h2><ul>\(items)</ul>"
    }

    private var analysis: HTML? {
        detail.analyses.first.map { "<h2>Root cause</h2>\(AnalysisSection(analysis: $0, anchor: "a1").html)" }
    }

    private var episodes: HTML {
        """
        <div class="scroll"><table>
        <thead><tr><th scope="col">Status</th><th scope="col">Since</th><th scope="col">Until</th><th scope="col">Notices</th>
        <th scope="col">Last notice</th></tr></thead>
        <tbody>\(detail.episodes.map(row))</tbody>
        </table></div>
        """
    }

    private func row(_ episode: EpisodeDetail) -> HTML {
        let end: HTML = episode.endsAt.map { HTML.time($0) } ?? "<span class=\"muted\">still firing</span>"
        return """
            <tr><td>\(Badge.status(episode.status))</td><td>\(HTML.time(episode.startsAt))</td><td>\(end)</td><td>\(episode.notices)</td>
            <td>\(HTML.time(episode.lastReceivedAt))</td></tr>
            """
    }
}
