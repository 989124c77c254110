import IngestDomain
import Primitives

/// Episodes, a row each.
struct AlertTable {
    let episodes: [EpisodeDetail]

    var html: HTML {
        """
        <div class="scroll"><table class="stack">
        <thead><tr><th scope="col">Alert</th><th scope="col">Status</th><th scope="col">Severity</th><th scope="col">About</th>
        <th scope="col">Since</th><th scope="col">Until</th></tr></thead>
        <tbody>\(episodes.map(row))</tbody>
        </table></div>
        """
    }

    private func row(_ episode: EpisodeDetail) -> HTML {
        let name = episode.alertName.isEmpty ? episode.fingerprint : episode.alertName
        let end: HTML =
            episode.endsAt.map { "<td data-label=\"until\">\(HTML.time($0))</td>" } ?? "<td><span class=\"muted\">still firing</span></td>"
        return """
            <tr><td class="name">\(Link.alert(fingerprint: episode.fingerprint, cluster: episode.cluster, name))</td><td>\(Badge.status(episode.status))</td>
            <td>\(Badge.severity(episode.severity))</td><td class="whole">\(Self.subject(episode))</td>
            <td data-label="since">\(HTML.time(episode.startsAt))</td>\(end)</tr>
            """
    }

    /// What the alert is about: its workload or node, with the pod or container where it names one.
    private static func subject(_ episode: EpisodeDetail) -> HTML {
        let place = [episode.namespace, episode.workload].compactMap(\.self).joined(separator: "/")
        let subject = place.isEmpty ? episode.node ?? "" : place
        guard let pod = episode.labels["pod"], !pod.isEmpty else { return subject.isEmpty ? "<span class=\"muted\">–</span>" : "\(subject)" }
        return "\(subject) <div class=\"small muted\">\(pod)</div>"
    }
}
