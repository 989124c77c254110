public import Primitives

/// The body of `POST /summarize-incident`: an incident with its alerts and what was found about each.
public struct SummarizeIncidentRequest: Codable, Sendable {
    public var incidentID: String
    public var title: String
    public var severity: String
    public var firedAt: Timestamp
    public var resolvedAt: Timestamp?
    public var alerts: [SummarizedAlert]
    /// How it was resolved, in a person's words, and who they are; nil where it resolved by itself.
    public var resolution: String?
    public var resolvedBy: String?
    /// A BCP 47 tag; nil asks for English.
    public var language: String?

    public init(
        incidentID: String, title: String, severity: String, firedAt: Timestamp, resolvedAt: Timestamp?, alerts: [SummarizedAlert],
        resolution: String? = nil, resolvedBy: String? = nil, language: String? = nil
    ) {
        self.incidentID = incidentID
        self.title = title
        self.severity = severity
        self.firedAt = firedAt
        self.resolvedAt = resolvedAt
        self.alerts = alerts
        self.resolution = resolution
        self.resolvedBy = resolvedBy
        self.language = language
    }

    private enum CodingKeys: String, CodingKey {
        case title, severity, alerts, resolution, language
        case resolvedBy = "resolved_by"
        case incidentID = "incident_id"
        case firedAt = "fired_at"
        case resolvedAt = "resolved_at"
    }
}

/// One alert of an incident, with the analysis that answers for it.
public struct SummarizedAlert: Codable, Sendable {
    public var fingerprint: String
    public var alertName: String
    public var severity: String
    public var status: AlertStatus
    public var startsAt: Timestamp?
    public var endsAt: Timestamp?
    public var analysisSummary: String?
    public var analysisDetail: String?
    public var rootCauses: [RootCause]?
    public var recommendations: [Recommendation]?

    public init(
        fingerprint: String, alertName: String, severity: String, status: AlertStatus, startsAt: Timestamp? = nil, endsAt: Timestamp? = nil,
        analysisSummary: String? = nil, analysisDetail: String? = nil, rootCauses: [RootCause]? = nil,
        recommendations: [Recommendation]? = nil
    ) {
        self.fingerprint = fingerprint
        self.alertName = alertName
        self.severity = severity
        self.status = status
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.analysisSummary = analysisSummary
        self.analysisDetail = analysisDetail
        self.rootCauses = rootCauses
        self.recommendations = recommendations
    }

    private enum CodingKeys: String, CodingKey {
        case fingerprint, severity, status, recommendations
        case alertName = "alert_name"
        case startsAt = "starts_at"
        case endsAt = "ends_at"
        case analysisSummary = "analysis_summary"
        case analysisDetail = "analysis_detail"
        case rootCauses = "root_causes"
    }
}

/// The answer of `POST /summarize-incident`.
public struct SummarizeIncidentResponse: Codable, Sendable {
    public var status: String
    public var title: String
    public var summary: String
    /// Markdown with a timeline.
    public var detail: String
    /// Who wrote it. Agents before the reasoning don't say: the rules.
    public var engine: AnalysisEngine?
    public var model: String?
    public var promptVersion: String?
    /// What it cost; nil where no LLM was asked.
    public var usage: Usage?
    /// Why a model's account doesn't stand, where one was asked for.
    public var warnings: [String]?

    public init(
        status: String = "success", title: String, summary: String, detail: String, engine: AnalysisEngine? = nil, model: String? = nil,
        promptVersion: String? = nil, usage: Usage? = nil, warnings: [String]? = nil
    ) {
        self.status = status
        self.title = title
        self.summary = summary
        self.detail = detail
        self.engine = engine
        self.model = model
        self.promptVersion = promptVersion
        self.usage = usage
        self.warnings = warnings
    }

    private enum CodingKeys: String, CodingKey {
        case status, title, summary, detail, engine, model, usage, warnings
        case promptVersion = "prompt_version"
    }
}
