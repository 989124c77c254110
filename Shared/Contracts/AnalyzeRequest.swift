public import Primitives

/// The body of `POST /analyze`. Only `alert` is required.
public struct AnalyzeRequest: Codable, Sendable {
    public var alert: Alert
    /// The chat thread of the notification, echoed in the answer. May be empty: no analysis depends on a chat tool.
    public var threadTs: String
    public var incidentID: String?
    /// The incident's other alerts.
    public var relatedAlerts: [Alert]
    public var similarIncidents: [SimilarIncident]
    /// The markdown of the last analysis of the same subject, where there was one.
    public var previousAnalysis: String?
    /// A BCP 47 tag; nil asks for English.
    public var language: String?
    public var depth: AnalysisDepth

    public init(
        alert: Alert, threadTs: String = "", incidentID: String? = nil, relatedAlerts: [Alert] = [], similarIncidents: [SimilarIncident] = [],
        previousAnalysis: String? = nil, language: String? = nil, depth: AnalysisDepth = .standard
    ) {
        self.alert = alert
        self.threadTs = threadTs
        self.incidentID = incidentID
        self.relatedAlerts = relatedAlerts
        self.similarIncidents = similarIncidents
        self.previousAnalysis = previousAnalysis
        self.language = language
        self.depth = depth
    }

    private enum CodingKeys: String, CodingKey {
        case alert, language, depth
        case threadTs = "thread_ts"
        case incidentID = "incident_id"
        case relatedAlerts = "related_alerts"
        case similarIncidents = "similar_incidents"
        case previousAnalysis = "previous_analysis"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        alert = try container.decode(Alert.self, forKey: .alert)
        threadTs = try container.decodeIfPresent(String.self, forKey: .threadTs) ?? ""
        incidentID = try container.decodeIfPresent(String.self, forKey: .incidentID)
        relatedAlerts = try container.decodeIfPresent([Alert].self, forKey: .relatedAlerts) ?? []
        similarIncidents = try container.decodeIfPresent([SimilarIncident].self, forKey: .similarIncidents) ?? []
        previousAnalysis = try container.decodeIfPresent(String.self, forKey: .previousAnalysis)
        language = try container.decodeIfPresent(String.self, forKey: .language)
        depth = try container.decodeIfPresent(AnalysisDepth.self, forKey: .depth) ?? .standard
    }
}

public enum AnalysisDepth: String, Codable, Sendable {
    case quick, standard, deep
}

/// An earlier incident that looks like this one, and how it ended.
public struct SimilarIncident: Codable, Hashable, Sendable {
    public var incidentID: String
    public var title: String
    /// Of its cause: what people say that it really was, else as it was analysed.
    public var category: String?
    /// How it was resolved, in a person's words.
    public var resolution: String?
    /// What it really was, in a person's words.
    public var cause: String?
    public var resolvedAt: Timestamp?
    /// Why it counts as similar: `same workload (shop/orders)`.
    public var reasons: [String]?

    public init(
        incidentID: String, title: String, category: String? = nil, resolution: String? = nil, cause: String? = nil,
        resolvedAt: Timestamp? = nil, reasons: [String]? = nil
    ) {
        self.incidentID = incidentID
        self.title = title
        self.category = category
        self.resolution = resolution
        self.cause = cause
        self.resolvedAt = resolvedAt
        self.reasons = reasons
    }

    private enum CodingKeys: String, CodingKey {
        case incidentID = "incident_id"
        case resolvedAt = "resolved_at"
        case title, category, resolution, cause, reasons
    }
}
