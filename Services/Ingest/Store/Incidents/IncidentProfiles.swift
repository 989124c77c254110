import Contracts
import IngestDomain
import Postgres

/// Reads what incidents are about.
struct IncidentProfiles: Sendable {
    struct Item: Sendable {
        let id: IncidentID
        let cluster: String
        let title: String
        let profile: IncidentProfile
    }

    /// Distinct alerts of one incident: a few tell what it is like.
    private static let alertLimit = 50

    /// Those of them that there are, in one statement. Served by the primary keys and `episodes_incident`.
    static func of(_ incidents: [IncidentID], on connection: PostgresConnection) async throws(PostgresError) -> [Item] {
        guard !incidents.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT i.id, i.cluster, coalesce(i.chosen_title, i.title), tsvector_to_array(to_tsvector('english', coalesce(i.chosen_title, i.title))),
                array_agg(coalesce(about.name, '')), array_agg(coalesce(about.namespace, '')), array_agg(coalesce(about.workload, '')),
                array_agg(coalesce(about.node, '')), i.cause
            FROM unnest(\(incidents)) AS wanted (id)
            JOIN incidents AS i ON i.id = wanted.id
            LEFT JOIN LATERAL (
                SELECT DISTINCT a.name, a.namespace, a.workload, a.node
                FROM (
                    SELECT fingerprint, cluster FROM episodes WHERE incident_id = wanted.id ORDER BY firing DESC, severity_rank DESC LIMIT 500
                ) AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                LIMIT \(alertLimit)
            ) AS about ON true
            GROUP BY i.id, i.cluster
            """)
        var items: [Item] = []
        for row in rows {
            let (id, cluster, title, words, names, namespaces, workloads, nodes) = try row.decode(
                as: (IncidentID, String, String, [String], [String], [String], [String], [String]).self)
            let alerts = names.indices.filter { !names[$0].isEmpty || !workloads[$0].isEmpty || !nodes[$0].isEmpty }.map { index in
                IncidentProfile.Alert(
                    name: names[index], namespace: namespaces[index].nonEmpty, workload: workloads[index].nonEmpty, node: nodes[index].nonEmpty)
            }
            let cause = try row.decode("cause", as: PostgresJSON?.self)?.decode(as: RootCause.self)
            items.append(Item(id: id, cluster: cluster, title: title, profile: IncidentProfile(cause: cause, alerts: alerts, words: words)))
        }
        return items
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
