import Contracts
import IngestDomain
import Postgres
import Primitives

/// What claimed jobs are to ask of the agent.
enum JobRequests {
    /// - Returns: one for each job, in their order; nil where what it is about is gone.
    static func of(_ jobs: [TakenJob], on connection: PostgresConnection) async throws -> [ClaimedJob.Request?] {
        let analyses = jobs.filter { $0.kind == .analyze }
        let own = try await RequestedAlerts.of(analyses.map { ($0.cluster, $0.fingerprint ?? "", $0.startsAt ?? .goZero) }, on: connection)
        let related = try await RequestedAlerts.firing(in: Array(Set(analyses.map(\.incident))), on: connection)
        let similar = try await SimilarIncidents.history(of: Array(Set(analyses.map(\.incident))), on: connection)
        let previous = try await previousAnalyses(of: analyses, on: connection)
        var requests: [ClaimedJob.Request?] = []
        var position = 0
        for job in jobs {
            switch job.kind {
            case .analyze:
                defer { position += 1 }
                guard let alert = own[position] else {
                    requests.append(nil)
                    continue
                }
                requests.append(
                    .analyze(
                        AnalyzeRequest(
                            alert: alert, threadTs: job.threadTs, incidentID: job.incident.description,
                            relatedAlerts: (related[job.incident] ?? []).filter { $0.fingerprint != alert.fingerprint },
                            similarIncidents: similar[job.incident] ?? [], previousAnalysis: previous[position])))
            case .summarize:
                requests.append(try await SummaryRequest.of(job.incident, on: connection).map { .summarize($0) })
            }
        }
        return requests
    }

    /// The analyses that are there already, where they are made anew, as markdown.
    private static func previousAnalyses(
        of jobs: [TakenJob], on connection: PostgresConnection
    ) async throws(PostgresError) -> [String?] {
        guard !jobs.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT wanted.row, a.response ->> 'analysis' AS analysis
            FROM unnest(\(jobs.map(\.incident)), \(jobs.map(\.alertName)), \(jobs.map(\.subject)), \(jobs.map(\.cluster)))
                WITH ORDINALITY AS wanted (incident_id, alert_name, subject, cluster, row)
            JOIN analyses AS a
                ON a.incident_id = wanted.incident_id AND a.alert_name = wanted.alert_name AND a.subject = wanted.subject
                AND a.cluster = wanted.cluster
            """)
        var analyses = [String?](repeating: nil, count: jobs.count)
        for row in rows {
            let (number, text) = try row.decode(as: (Int, String?).self)
            if analyses.indices.contains(number - 1) { analyses[number - 1] = text }
        }
        return analyses
    }
}
