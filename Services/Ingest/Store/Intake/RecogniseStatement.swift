import Contracts
import IngestDomain
import Postgres
import Primitives

/// Finds the episodes that are known, counts their notices, and ends and revives them as the notices say; of the others it tells what is known
/// of their alert. And it finds the incident of each correlation key.
///
/// An alert that was written down just now costs nothing, and has no row in the answer. A key is looked up once, however many alerts have it.
/// Of episodes that go on unchanged, which is most of what comes in, only their incidents are told, a row each.
struct RecogniseStatement {
    let notices: [Notice]
    /// A row for each known episode that changes, each other one whose alert is known, each incident of those that don't change, with their numbers,
    /// and, with negative numbers, each key's incident.
    let query: PostgresQuery
    /// The places of the notices whose episodes are looked for.
    private let looked: [Int]
    private let keys: CorrelationKeys

    /// - Parameter new: the places of notices of alerts that were written down just now, in ascending order: nothing can be known of them.
    init(_ notices: [Notice], new: [Int]) {
        self.notices = notices
        keys = CorrelationKeys(notices)
        var rest = new[...]
        looked = notices.indices.filter { place in
            guard place == rest.first else { return true }
            rest.removeFirst()
            return false
        }
        query = Self.query(of: looked.count == notices.count ? notices : looked.map { notices[$0] }, keys)
    }

    /// - Parameter notices: those whose episodes are looked for.
    private static func query(of notices: [Notice], _ keys: CorrelationKeys) -> PostgresQuery {
        guard !notices.isEmpty else {
            return "\(unescaped: ofKeys) unnest(\(keys.clusters), \(keys.texts)) \(unescaped: withTheirIncidents)"
        }
        let input = NoticeColumns(notices)
        // Nearly always the partitions that can hold the episodes are known beforehand, and the others aren't even opened.
        let joins = notices.contains { $0.alert.joinsOpenEpisode }
        let range = joins ? (.min, .max) : input.range
        return """
            WITH seen AS MATERIALIZED (
                SELECT i.*, a.latest_starts_at, a.placed_in
                FROM unnest(
                    \(input.clusters), \(input.fingerprints), \(input.starts), \(input.ends), \(input.fires), \(input.received),
                    \(input.counts), \(input.expiries), \(input.joins)
                ) WITH ORDINALITY AS i (cluster, fingerprint, starts_at, ends_at, fires, received_at, notices, expires_at, joins, row)
                JOIN alerts AS a ON a.fingerprint = i.fingerprint AND a.cluster = i.cluster
            ), looked AS MATERIALIZED (
                SELECT i.row, i.cluster, i.fingerprint, i.ends_at, i.received_at, i.notices, i.expires_at, i.latest_starts_at, i.placed_in,
                    e.starts_at, e.incident_id, e.firing, e.firing AND i.ends_at IS NOT NULL AS is_end,
                    coalesce(
                        i.fires AND i.ends_at IS NULL AND e.end_presumed AND e.starts_at = i.latest_starts_at
                        AND coalesce(i.expires_at, i.received_at) > e.ends_at, false) AS is_revival
                FROM seen AS i
                \(unescaped: joins ? Self.latest : "")
                LEFT JOIN episodes AS e ON e.fingerprint = i.fingerprint AND e.cluster = i.cluster
                    AND e.starts_at = \(unescaped: joins ? Self.joined : "i.starts_at")
                    AND e.starts_at BETWEEN \(range.0) AND \(range.1)
            ), counted AS (
                UPDATE episodes AS e
                SET notices = e.notices + l.notices, last_received_at = greatest(e.last_received_at, l.received_at),
                    expires_at = greatest(e.expires_at, l.expires_at),
                    firing = (e.firing OR l.is_revival) AND l.ends_at IS NULL,
                    ends_at = CASE
                        WHEN l.is_revival THEN NULL
                        WHEN l.ends_at IS NULL THEN e.ends_at
                        -- A told end replaces a concluded one; of two that were told the later one holds.
                        WHEN e.end_presumed THEN l.ends_at
                        ELSE greatest(e.ends_at, l.ends_at)
                    END,
                    end_presumed = e.end_presumed AND NOT l.is_revival AND l.ends_at IS NULL
                FROM looked AS l
                WHERE e.fingerprint = l.fingerprint AND e.starts_at = l.starts_at AND e.cluster = l.cluster
                    AND e.starts_at BETWEEN \(range.0) AND \(range.1)
            )
            SELECT l.row, l.starts_at, l.incident_id, l.is_end, l.is_revival, (l.firing OR l.is_revival) AND l.ends_at IS NULL AS firing,
                l.latest_starts_at, \(unescaped: Self.holder), NULL::bigint[] AS repeated
            FROM looked AS l
            LEFT JOIN incidents AS h ON h.id = l.placed_in AND h.cluster = l.cluster
            LEFT JOIN incidents AS s ON s.id = h.merged_into AND s.cluster = h.cluster
            WHERE l.incident_id IS NULL OR l.is_end OR l.is_revival
            UNION ALL
            SELECT 0, NULL, l.incident_id, NULL, NULL, NULL, NULL, \(unescaped: Self.noHolder), array_agg(l.row)
            FROM looked AS l
            WHERE l.incident_id IS NOT NULL AND NOT l.is_end AND NOT l.is_revival
            GROUP BY l.incident_id
            UNION ALL
            \(unescaped: Self.ofKeys) unnest(\(keys.clusters), \(keys.texts)) \(unescaped: Self.withTheirIncidents)
            """
    }

    private static let ofKeys = """
        SELECT -k.row AS row, NULL::timestamptz AS starts_at, NULL::uuid AS incident_id, NULL::boolean AS is_end, NULL::boolean AS is_revival,
            NULL::boolean AS firing, NULL::timestamptz AS latest_starts_at, \(holder), NULL::bigint[] AS repeated
        FROM
        """

    private static let withTheirIncidents = """
        WITH ORDINALITY AS k (cluster, correlation_key, row)
        JOIN incidents AS h ON h.cluster = k.cluster AND h.correlation_key = k.correlation_key AND h.is_current
        LEFT JOIN incidents AS s ON s.id = h.merged_into AND s.cluster = h.cluster
        """

    private static let latest = """
        LEFT JOIN episodes AS latest ON latest.fingerprint = i.fingerprint AND latest.cluster = i.cluster
            AND latest.starts_at = CASE WHEN i.joins THEN i.latest_starts_at END
        """

    /// The start of the episode that a notice is about where it goes by the open one: the latest, while that fires or where its end is told again.
    private static let joined = """
        CASE
            WHEN CASE
                WHEN i.ends_at IS NULL THEN latest.firing
                WHEN latest.firing THEN i.ends_at >= latest.starts_at
                ELSE latest.ends_at >= i.starts_at
            END THEN latest.starts_at
            ELSE i.starts_at
        END
        """

    private static let holder = """
        h.id, coalesce(s.id, h.id), coalesce(s.state, h.state), coalesce(s.last_alert_at, h.last_alert_at),
        CASE WHEN s.id IS NULL THEN h.resolved_at ELSE s.resolved_at END,
        CASE WHEN s.id IS NULL THEN h.flapping_until ELSE s.flapping_until END
        """

    private static let noHolder = "NULL, NULL, NULL, NULL, NULL, NULL"

    /// - Returns: a sighting for each notice, in their order.
    func decode(_ rows: PostgresRows) throws(PostgresError) -> [Sighting] {
        var sightings = [Sighting](repeating: Sighting(.unknown(Neighbours(isAlertStored: true))), count: notices.count)
        for place in looked { sightings[place].recognition = .new }
        var holders = [KeyHolder?](repeating: nil, count: keys.texts.count)
        for row in rows {
            let (
                number, startsAt, incident, isEnd, isRevival, isFiring, latest, opened, holder, state, lastAlertAt, resolvedAt, flappingUntil,
                repeated
            ) =
                try row.decode(
                    as: (
                        Int, Timestamp?, IncidentID?, Bool?, Bool?, Bool?, Timestamp?, IncidentID?, IncidentID?, String?, Timestamp?,
                        Timestamp?, Timestamp?, [Int]?
                    ).self)
            if let repeated, let incident {
                for number in repeated where looked.indices.contains(number - 1) { sightings[looked[number - 1]].recognition = .repeated(incident) }
                continue
            }
            var found: KeyHolder?
            if let opened, let holder, let state = state.flatMap(IncidentState.init(rawValue:)), let lastAlertAt {
                found = KeyHolder(
                    opened: opened, incident: holder, state: state, lastAlertAt: lastAlertAt, resolvedAt: resolvedAt, flappingUntil: flappingUntil)
            }
            if number < 0, holders.indices.contains(-number - 1) {
                holders[-number - 1] = found
            } else if looked.indices.contains(number - 1) {
                let place = looked[number - 1]
                sightings[place].chosen = found
                if let startsAt {
                    let change: KnownEpisode.Change = isEnd == true ? .ended : isRevival == true ? .revived : .none
                    sightings[place].recognition = .known(
                        KnownEpisode(startsAt: startsAt, incident: incident, change: change, isFiring: isFiring == true))
                } else if latest == notices[place].startsAt {
                    // The alert's row has come just now, and with it nothing else.
                    sightings[place].recognition = .unknown(Neighbours(isAlertStored: true))
                } else {
                    sightings[place].recognition = .unknown(Neighbours(previous: latest))
                }
            }
        }
        for (number, place) in zip(sightings.indices, keys.places) {
            if let place { sightings[number].holder = holders[place] }
        }
        return sightings
    }
}
