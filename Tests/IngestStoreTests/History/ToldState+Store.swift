import IngestDomain
import Postgres
import Primitives
import TestSupport

extension ToldState {
    /// What the store holds of a run.
    init(in store: TestStore, run: String) async throws {
        self.init()
        for cluster in 0...1 {
            let name = "\(run)-\(cluster)"
            let episodes = try await store.pool.query(
                """
                SELECT a.labels->>'series', e.starts_at, e.ends_at, e.end_presumed, e.notices, i.correlation_key, e.firing
                FROM episodes AS e
                JOIN alerts AS a ON a.fingerprint = e.fingerprint AND a.cluster = e.cluster
                LEFT JOIN incidents AS i ON i.id = e.incident_id
                WHERE e.cluster = \(name)
                """)
            for row in episodes {
                let (series, start, end, isPresumed, notices, key, isFiring) = try row.decode(
                    as: (String, Timestamp, Timestamp?, Bool, Int, String?, Bool).self)
                guard isFiring == (end == nil) else { throw TestSupportError("an episode fires after its end") }
                self.episodes.insert(
                    Episode(
                        cluster: cluster, alert: Int(series) ?? -1, start: start, end: end, isPresumed: isPresumed, notices: notices, incident: key))
            }
            let incidents = try await store.pool.query(
                """
                SELECT correlation_key, state, settle_at IS NULL, severity_rank, flapping_until FROM incidents
                WHERE cluster = \(name) AND is_current
                """)
            for row in incidents {
                let (key, state, isFiring, rank, until) = try row.decode(as: (String, String, Bool, Int, Timestamp?).self)
                guard state == "open" else { throw TestSupportError("an incident is \(state)") }
                self.incidents.insert(Incident(cluster: cluster, key: key, isFiring: isFiring, rank: rank, flappingUntil: until))
            }
            let jobs = try await store.pool.query(
                """
                SELECT i.correlation_key, j.alert_name FROM jobs AS j JOIN incidents AS i ON i.id = j.incident_id WHERE j.cluster = \(name)
                """)
            for row in jobs {
                let (key, name) = try row.decode(as: (String, String).self)
                self.jobs.insert(Job(cluster: cluster, key: key, name: name))
            }
        }
    }

    /// Where two states part, in a few words.
    func difference(from expected: ToldState) -> String? {
        guard self != expected else { return nil }
        func compare<Row: Hashable>(_ rows: Set<Row>, _ wanted: Set<Row>) -> String {
            "has \(rows.subtracting(wanted).map { "\($0)" }.sorted()), lacks \(wanted.subtracting(rows).map { "\($0)" }.sorted())"
        }
        if episodes != expected.episodes { return "episodes: \(compare(episodes, expected.episodes))" }
        if incidents != expected.incidents { return "incidents: \(compare(incidents, expected.incidents))" }
        return "jobs: \(compare(jobs, expected.jobs))"
    }
}
