public import Primitives

/// The body of `POST /chat`: a question about an incident, or the next one of a conversation. Only `message` is required.
public struct ChatRequest: Codable, Sendable {
    public var message: String
    /// As an earlier answer named it; nil begins a conversation.
    public var conversationID: String?
    public var incidentID: String?
    /// What is known of the incident, where the asker knows it.
    public var incident: SummarizeIncidentRequest?
    /// A BCP 47 tag; nil asks for the language of the question.
    public var language: String?

    public init(
        message: String, conversationID: String? = nil, incidentID: String? = nil, incident: SummarizeIncidentRequest? = nil, language: String? = nil
    ) {
        self.message = message
        self.conversationID = conversationID
        self.incidentID = incidentID
        self.incident = incident
        self.language = language
    }

    private enum CodingKeys: String, CodingKey {
        case message, incident, language
        case conversationID = "conversation_id"
        case incidentID = "incident_id"
    }
}

/// The answer of `POST /chat`.
public struct ChatResponse: Codable, Sendable {
    public var status: String
    /// To be sent with the next question.
    public var conversationID: String
    /// Markdown that cites ``evidence`` by id: `[E1]`.
    public var answer: String
    public var evidence: [EvidenceItem]
    public var warnings: [String]
    public var model: String
    public var promptVersion: String?
    public var usage: Usage
    public var keptIn: ConversationMemory
    /// At least until then; nil where it is never removed.
    public var keptUntil: Timestamp?
    /// Milliseconds by stage, `total` among them.
    public var timingsMs: [String: Double]

    public init(
        status: String = "success", conversationID: String, answer: String, evidence: [EvidenceItem] = [], warnings: [String] = [], model: String,
        promptVersion: String? = nil, usage: Usage = Usage(), keptIn: ConversationMemory, keptUntil: Timestamp?, timingsMs: [String: Double] = [:]
    ) {
        self.status = status
        self.conversationID = conversationID
        self.answer = answer
        self.evidence = evidence
        self.warnings = warnings
        self.model = model
        self.promptVersion = promptVersion
        self.usage = usage
        self.keptIn = keptIn
        self.keptUntil = keptUntil
        self.timingsMs = timingsMs
    }

    private enum CodingKeys: String, CodingKey {
        case status, answer, evidence, warnings, model, usage
        case conversationID = "conversation_id"
        case promptVersion = "prompt_version"
        case keptIn = "kept_in"
        case keptUntil = "kept_until"
        case timingsMs = "timings_ms"
    }
}

/// What remembers a conversation.
public enum ConversationMemory: String, Codable, Sendable {
    /// All replicas, and after a restart too.
    case database
    /// The replica that was asked, until it ends.
    case memory
}
