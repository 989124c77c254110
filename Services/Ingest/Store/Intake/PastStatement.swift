import IngestDomain
import Postgres
import Primitives

/// Looks at the earlier and later episodes of alerts that came before, for those notices to which it matters: late ones, and those that may flap.
struct PastStatement {
    /// Of one alert: more can't make it flap any more than it does.
    private static let limit = 100

    let notices: [Notice]
    let policy: FlappingPolicy

    /// Tells the sightings what came before and after.
    func complete(_ sightings: inout [Sighting], on connection: PostgresConnection) async throws(PostgresError) {
        let late = sightings.indices.filter { number in
            if case .unknown(let neighbours) = sightings[number].recognition, let latest = neighbours.previous {
                latest > notices[number].startsAt
            } else {
                false
            }
        }
        if !late.isEmpty { try await findNeighbours(of: late, &sightings, on: connection) }
        let cyclic = sightings.indices.filter { isCyclic(notices[$0], sightings[$0].recognition) }
        if !cyclic.isEmpty { try await findCycles(of: cyclic, &sightings, on: connection) }
    }

    /// Whether the notice begins or ends an episode that may have others close by.
    private func isCyclic(_ notice: Notice, _ recognition: Recognition) -> Bool {
        guard policy.cycles > 0 else { return false }
        return switch recognition {
        case .repeated: false
        case .known(let episode): episode.change != .none || notice.isFiring && episode.incident == nil
        case .unknown(let neighbours):
            notice.isFiring && (neighbours.next != nil || neighbours.previous.map { notice.startsAt - $0 <= policy.window } == true)
        }
    }

    private func findNeighbours(of late: [Int], _ sightings: inout [Sighting], on connection: PostgresConnection) async throws(PostgresError) {
        let columns = NoticeColumns(late.map { notices[$0] })
        let rows = try await connection.query(
            """
            SELECT i.row,
                (SELECT max(e.starts_at) FROM episodes AS e
                WHERE e.fingerprint = i.fingerprint AND e.cluster = i.cluster AND e.starts_at < i.starts_at),
                (SELECT min(e.starts_at) FROM episodes AS e
                WHERE e.fingerprint = i.fingerprint AND e.cluster = i.cluster AND e.starts_at > i.starts_at)
            FROM unnest(\(columns.clusters), \(columns.fingerprints), \(columns.starts))
                WITH ORDINALITY AS i (cluster, fingerprint, starts_at, row)
            """)
        for row in rows {
            let (place, previous, next) = try row.decode(as: (Int, Timestamp?, Timestamp?).self)
            guard late.indices.contains(place - 1) else { continue }
            sightings[late[place - 1]].recognition = .unknown(Neighbours(previous: previous, next: next))
        }
    }

    private func findCycles(of cyclic: [Int], _ sightings: inout [Sighting], on connection: PostgresConnection) async throws(PostgresError) {
        let columns = NoticeColumns(cyclic.map { notices[$0] })
        let window = policy.window
        let rows = try await connection.query(
            """
            SELECT i.row, ARRAY(
                SELECT e.starts_at FROM episodes AS e
                -- Where only the end was ever told, nobody saw it begin.
                WHERE e.fingerprint = i.fingerprint AND e.cluster = i.cluster AND e.incident_id IS NOT NULL
                    AND e.starts_at BETWEEN i.starts_at - \(window.wholeMicroseconds) * interval '1 microsecond'
                        AND i.starts_at + \(window.wholeMicroseconds) * interval '1 microsecond'
                    -- The same for all, so that the partitions are known beforehand.
                    AND e.starts_at BETWEEN \(columns.range.0 - window) AND \(columns.range.1 + window)
                ORDER BY e.starts_at DESC
                LIMIT \(Self.limit))
            FROM unnest(\(columns.clusters), \(columns.fingerprints), \(columns.starts))
                WITH ORDINALITY AS i (cluster, fingerprint, starts_at, row)
            """)
        for row in rows {
            let (place, starts) = try row.decode(as: (Int, [Timestamp]).self)
            guard cyclic.indices.contains(place - 1) else { continue }
            let number = cyclic[place - 1]
            let own = sightings[number].begun(by: notices[number]).map { [$0] } ?? []
            sightings[number].flapsUntil = policy.flapsUntil(starts + own)
        }
    }
}

extension Sighting {
    /// The start of the episode that is seen to begin by this notice; nil where that was known.
    fileprivate func begun(by notice: Notice) -> Timestamp? {
        switch recognition {
        case .unknown: notice.startsAt
        case .repeated: nil
        case .known(let episode): episode.incident == nil ? episode.startsAt : nil
        }
    }
}
