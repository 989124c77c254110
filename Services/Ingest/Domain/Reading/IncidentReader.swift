package import Contracts
package import Primitives

/// Answers the API's and the pages' questions, each within what the asker may see.
package protocol IncidentReader: Sendable {
    /// Newest first.
    func incidents(
        _ criteria: IncidentCriteria, _ page: Page<IncidentID>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<IncidentSummary, IncidentID>

    /// - Returns: nil where there is no such incident. A merged one is returned with ``IncidentSummary/mergedInto``.
    func incident(_ id: IncidentID, in scope: ClusterScope) async throws(IntakeError) -> IncidentDetail?

    /// The alerts of an incident: what fires first, then by severity, then the newest.
    /// - Returns: nil where there is no such incident.
    func alerts(
        of incident: IncidentID, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition>?

    /// What happened to an incident, newest first.
    /// - Returns: nil where there is no such incident.
    func timeline(
        of incident: IncidentID, _ page: Page<TimelinePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<TimelineEntry, TimelinePosition>?

    /// The alerts that fire now, in the order of ``EpisodePosition``.
    func firingAlerts(
        _ criteria: AlertCriteria, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition>

    /// - Parameter cluster: nil takes the cluster that sent an alert with this fingerprint last.
    func alert(fingerprint: String, cluster: String?, in scope: ClusterScope) async throws(IntakeError) -> AlertDetail?
}

/// An incident as a list shows it.
package struct IncidentSummary: Codable, Sendable {
    package var id: IncidentID
    package var cluster: String
    /// A person's, else from its first alert at first, and from the root cause once one is known.
    package var title: String
    package var state: IncidentState
    /// A person's, else the highest of its firing alerts, as sent; the last such where none fires.
    package var severity: String
    package var openedAt: Timestamp
    package var updatedAt: Timestamp
    package var resolvedAt: Timestamp?
    package var mergedInto: IncidentID?
    package var alerts: AlertCounts
    /// The best root cause of the analysis that speaks for the incident; nil until there is one.
    package var cause: RootCause?
    /// A sentence or two: the incident summary once it is resolved, the analysis' summary before.
    package var summary: String?
    /// Where it is ``AnalysisProgress/failed`` or ``AnalysisProgress/overdue``, people have to look themselves.
    package var analysis: AnalysisProgress
    /// Whoever works on it.
    package var assignee: String?
    /// The first time that a person said that they are on it.
    package var acknowledgedAt: Timestamp?
    /// nil unless it is acknowledged.
    package var acknowledgedBy: String?
    /// Who resolved it, and how in their words; nil where it resolved by itself, or isn't resolved.
    package var resolvedBy: String?
    package var resolution: String?
    package var isHidden: Bool
    /// Until when one of its alerts counts as flapping, and it stays open; later if they go on. nil while all of them are stable.
    package var flappingUntil: Timestamp?

    package init(
        id: IncidentID, cluster: String, title: String, state: IncidentState, severity: String, openedAt: Timestamp, updatedAt: Timestamp,
        resolvedAt: Timestamp? = nil, mergedInto: IncidentID? = nil, alerts: AlertCounts, cause: RootCause? = nil, summary: String? = nil,
        assignee: String? = nil, acknowledgedAt: Timestamp? = nil, acknowledgedBy: String? = nil, resolvedBy: String? = nil,
        resolution: String? = nil, isHidden: Bool = false, flappingUntil: Timestamp? = nil,
        analysis: AnalysisProgress = .none
    ) {
        self.id = id
        self.cluster = cluster
        self.title = title
        self.state = state
        self.severity = severity
        self.openedAt = openedAt
        self.updatedAt = updatedAt
        self.resolvedAt = resolvedAt
        self.mergedInto = mergedInto
        self.alerts = alerts
        self.cause = cause
        self.summary = summary
        self.assignee = assignee
        self.acknowledgedAt = acknowledgedAt
        self.acknowledgedBy = acknowledgedBy
        self.resolvedBy = resolvedBy
        self.resolution = resolution
        self.isHidden = isHidden
        self.flappingUntil = flappingUntil
        self.analysis = analysis
    }

    private enum CodingKeys: String, CodingKey {
        case id, cluster, title, state, severity, alerts, cause, summary, assignee, resolution, analysis
        case isHidden = "hidden"
        case acknowledgedAt = "acknowledged_at"
        case acknowledgedBy = "acknowledged_by"
        case resolvedBy = "resolved_by"
        case openedAt = "opened_at"
        case updatedAt = "updated_at"
        case resolvedAt = "resolved_at"
        case mergedInto = "merged_into"
        case flappingUntil = "flapping_until"
    }
}

/// An incident's alerts, as far as they are counted: of more than 1,000 episodes the firing ones come first.
package struct AlertCounts: Codable, Hashable, Sendable {
    package var firing: Int
    package var resolved: Int

    package init(firing: Int, resolved: Int) {
        self.firing = firing
        self.resolved = resolved
    }
}

/// An incident with everything that is known about it.
package struct IncidentDetail: Codable, Sendable {
    package var incident: IncidentSummary
    /// Firing ones first, the gravest of them, then the newest; at most 100.
    package var alerts: [EpisodeDetail]
    /// Oldest first; the newest 200.
    package var timeline: [TimelineEntry]
    /// The one that speaks for the incident first; at most 20.
    package var analyses: [AnalysisDetail]
    package var jobs: [JobDetail]
    /// Markdown, once the incident is resolved and summarised.
    package var detail: String?
    /// Where the list of its alerts goes on; nil where all are here.
    package var nextAlerts: EpisodePosition?
    /// Where the list of what happened earlier goes on; nil where all is here.
    package var nextTimeline: TimelinePosition?
    /// What a change may be asked on condition of.
    package var version: IncidentVersion

    package init(
        incident: IncidentSummary, alerts: [EpisodeDetail], timeline: [TimelineEntry], analyses: [AnalysisDetail], jobs: [JobDetail],
        detail: String? = nil, nextAlerts: EpisodePosition? = nil, nextTimeline: TimelinePosition? = nil, version: IncidentVersion
    ) {
        self.version = version
        self.incident = incident
        self.alerts = alerts
        self.timeline = timeline
        self.analyses = analyses
        self.jobs = jobs
        self.detail = detail
        self.nextAlerts = nextAlerts
        self.nextTimeline = nextTimeline
    }

    private enum CodingKeys: String, CodingKey {
        case incident, alerts, timeline, analyses, jobs, detail, version
        case nextAlerts = "next_alerts"
        case nextTimeline = "next_timeline"
    }
}

/// One firing → resolved cycle of an alert.
package struct EpisodeDetail: Codable, Sendable {
    package var cluster: String
    package var fingerprint: String
    package var alertName: String
    package var severity: String
    package var namespace: String?
    package var workload: String?
    package var node: String?
    package var status: AlertStatus
    package var startsAt: Timestamp
    package var endsAt: Timestamp?
    /// How often the same notification came.
    package var notices: Int
    package var firstReceivedAt: Timestamp
    package var lastReceivedAt: Timestamp
    /// nil where only its end was ever seen.
    package var incidentID: IncidentID?
    package var labels: [String: String]
    package var annotations: [String: String]
    package var generatorURL: String?

    package init(
        cluster: String, fingerprint: String, alertName: String, severity: String, namespace: String?, workload: String?, node: String?,
        status: AlertStatus, startsAt: Timestamp, endsAt: Timestamp?, notices: Int, firstReceivedAt: Timestamp, lastReceivedAt: Timestamp,
        incidentID: IncidentID?, labels: [String: String], annotations: [String: String], generatorURL: String?
    ) {
        self.cluster = cluster
        self.fingerprint = fingerprint
        self.alertName = alertName
        self.severity = severity
        self.namespace = namespace
        self.workload = workload
        self.node = node
        self.status = status
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.notices = notices
        self.firstReceivedAt = firstReceivedAt
        self.lastReceivedAt = lastReceivedAt
        self.incidentID = incidentID
        self.labels = labels
        self.annotations = annotations
        self.generatorURL = generatorURL
    }

    private enum CodingKeys: String, CodingKey {
        case cluster, fingerprint, severity, namespace, workload, node, status, notices, labels, annotations
        case alertName = "alert_name"
        case startsAt = "starts_at"
        case endsAt = "ends_at"
        case firstReceivedAt = "first_received_at"
        case lastReceivedAt = "last_received_at"
        case incidentID = "incident_id"
        case generatorURL = "generator_url"
    }
}

/// An alert with its history.
package struct AlertDetail: Codable, Sendable {
    /// Newest first, at most 100: the first one is how the alert stands now.
    package var episodes: [EpisodeDetail]
    /// The incidents of these episodes, newest first, at most 20.
    package var incidents: [IncidentSummary]
    /// The analyses that answer for this alert, newest first, at most 3: each incident has all of its own.
    package var analyses: [AnalysisDetail]

    package init(episodes: [EpisodeDetail], incidents: [IncidentSummary], analyses: [AnalysisDetail]) {
        self.episodes = episodes
        self.incidents = incidents
        self.analyses = analyses
    }
}

/// A stored analysis.
package struct AnalysisDetail: Codable, Sendable {
    package var alertName: String
    /// `namespace/workload`, else the node, else empty.
    package var subject: String
    package var storedAt: Timestamp
    package var response: AnalyzeResponse
    /// What people say of it, the latest first.
    package var feedback: [AnalysisFeedback]

    package init(
        alertName: String, subject: String, storedAt: Timestamp, response: AnalyzeResponse, feedback: [AnalysisFeedback] = []
    ) {
        self.alertName = alertName
        self.subject = subject
        self.storedAt = storedAt
        self.response = response
        self.feedback = feedback
    }

    private enum CodingKeys: String, CodingKey {
        case subject, response, feedback
        case alertName = "alert_name"
        case storedAt = "stored_at"
    }
}
