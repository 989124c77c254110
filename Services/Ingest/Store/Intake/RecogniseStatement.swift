import Contracts
import IngestDomain
import Postgres
import Primitives

/// Finds the episodes that are known, counts their notices and ends those that a notice ends; of the others it tells what is known of
/// their alert and of the incident that they would join.
///
/// A repeated notification costs one index lookup and one update in place.
struct RecogniseStatement {
    let notices: [Notice]

    var query: PostgresQuery {
        """
        WITH input AS MATERIALIZED (
            SELECT * FROM unnest(
                \(notices.map(\.alert.cluster)), \(notices.map(\.alert.fingerprint)), \(notices.map(\.startsAt)), \(notices.map(\.endsAt)),
                \(notices.map(\.receivedAt)), \(notices.map { Int32(clamping: $0.count) }), \(notices.map(\.alert.correlationKey.description))
            ) WITH ORDINALITY AS input (cluster, fingerprint, starts_at, ends_at, received_at, notices, correlation_key, row)
        ), ended AS (
            UPDATE episodes AS e
            SET firing = false, ends_at = i.ends_at, notices = e.notices + i.notices,
                last_received_at = greatest(e.last_received_at, i.received_at)
            FROM input AS i
            WHERE i.ends_at IS NOT NULL AND e.firing
                AND e.fingerprint = i.fingerprint AND e.starts_at = i.starts_at AND e.cluster = i.cluster
            RETURNING i.row, e.incident_id
        ), repeated AS (
            UPDATE episodes AS e
            SET notices = e.notices + i.notices, last_received_at = greatest(e.last_received_at, i.received_at)
            FROM input AS i
            WHERE (i.ends_at IS NULL OR NOT e.firing)
                AND e.fingerprint = i.fingerprint AND e.starts_at = i.starts_at AND e.cluster = i.cluster
            RETURNING i.row, e.incident_id
        ), known AS (
            SELECT row, incident_id, true AS ended FROM ended
            UNION ALL
            SELECT row, incident_id, false FROM repeated
        )
        SELECT row, true AS known, ended, incident_id, NULL::timestamptz AS latest_starts_at, NULL::uuid AS opened, NULL::text AS state,
            NULL::timestamptz AS last_alert_at, NULL::timestamptz AS resolved_at
        FROM known
        UNION ALL
        SELECT i.row, false, false, coalesce(survivor.id, holder.id), a.latest_starts_at, holder.id, coalesce(survivor.state, holder.state),
            coalesce(survivor.last_alert_at, holder.last_alert_at), coalesce(survivor.resolved_at, holder.resolved_at)
        FROM input AS i
        LEFT JOIN alerts AS a ON a.fingerprint = i.fingerprint AND a.cluster = i.cluster
        LEFT JOIN incidents AS holder ON i.ends_at IS NULL
            AND holder.cluster = i.cluster AND holder.correlation_key = i.correlation_key AND holder.is_current
        LEFT JOIN incidents AS survivor ON survivor.id = holder.merged_into AND survivor.cluster = holder.cluster
        WHERE NOT EXISTS (SELECT FROM known WHERE known.row = i.row)
        """
    }

    /// - Returns: a recognition for each notice, in their order.
    func decode(_ rows: PostgresRows) throws(PostgresError) -> [Recognition] {
        var recognitions = [Recognition](repeating: .unknown(latestStart: nil, holder: nil), count: notices.count)
        for row in rows {
            let (number, isKnown, ended, incident, latest, opened, state, lastAlertAt, resolvedAt) = try row.decode(
                as: (Int, Bool, Bool, IncidentID?, Timestamp?, IncidentID?, String?, Timestamp?, Timestamp?).self)
            guard recognitions.indices.contains(number - 1) else { continue }
            if isKnown {
                recognitions[number - 1] = .known(incident: incident, ended: ended)
            } else {
                var holder: KeyHolder?
                if let opened, let incident, let state = state.flatMap(IncidentState.init(rawValue:)), let lastAlertAt {
                    holder = KeyHolder(opened: opened, incident: incident, state: state, lastAlertAt: lastAlertAt, resolvedAt: resolvedAt)
                }
                recognitions[number - 1] = .unknown(latestStart: latest, holder: holder)
            }
        }
        return recognitions
    }
}
