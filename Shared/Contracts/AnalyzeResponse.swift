public import Primitives

/// The answer of `POST /analyze`: the cause, the evidence for it, and what to do.
public struct AnalyzeResponse: Codable, Sendable {
    /// `success` always: an analysis that can't be made is an error answer, one that can't be decided is a verdict of `inconclusive`.
    public var status: String
    /// Under which `GET /analyses/{id}` tells how it came about; nil where the agent keeps no sessions.
    public var analysisID: String?
    public var threadTs: String
    /// The whole report in markdown.
    public var analysis: String
    /// One or two sentences.
    public var analysisSummary: String
    /// The report without its summary, in markdown.
    public var analysisDetail: String
    public var analysisQuality: AnalysisQuality
    /// What a better answer would have needed and didn't get, a sentence each.
    public var missingData: [String]
    public var warnings: [String]
    public var capabilities: Capabilities
    public var context: AnalysisContext
    public var artifacts: [Artifact]
    /// Best first. A verdict of `healthy` or `inconclusive` stands alone.
    public var rootCauses: [RootCause]
    /// Where rules and model name different causes: the one that isn't first in ``rootCauses``, and why it isn't.
    public var disagreement: Disagreement?
    public var evidence: [EvidenceItem]
    public var changes: [Change]
    public var recommendations: [Recommendation]
    public var impact: Impact
    public var engine: AnalysisEngine
    public var model: String?
    public var promptVersion: String?
    public var usage: Usage
    /// Milliseconds by stage, `total` among them.
    public var timingsMs: [String: Double]

    public init(
        status: String = "success", analysisID: String? = nil, threadTs: String, analysis: String, analysisSummary: String, analysisDetail: String,
        analysisQuality: AnalysisQuality, missingData: [String] = [], warnings: [String] = [], capabilities: Capabilities,
        context: AnalysisContext, artifacts: [Artifact] = [], rootCauses: [RootCause], disagreement: Disagreement? = nil,
        evidence: [EvidenceItem], changes: [Change] = [],
        recommendations: [Recommendation] = [], impact: Impact, engine: AnalysisEngine = .rules, model: String? = nil,
        promptVersion: String? = nil, usage: Usage = Usage(), timingsMs: [String: Double] = [:]
    ) {
        self.status = status
        self.analysisID = analysisID
        self.threadTs = threadTs
        self.analysis = analysis
        self.analysisSummary = analysisSummary
        self.analysisDetail = analysisDetail
        self.analysisQuality = analysisQuality
        self.missingData = missingData
        self.warnings = warnings
        self.capabilities = capabilities
        self.context = context
        self.artifacts = artifacts
        self.rootCauses = rootCauses
        self.disagreement = disagreement
        self.evidence = evidence
        self.changes = changes
        self.recommendations = recommendations
        self.impact = impact
        self.engine = engine
        self.model = model
        self.promptVersion = promptVersion
        self.usage = usage
        self.timingsMs = timingsMs
    }

    private enum CodingKeys: String, CodingKey {
        case status, analysis, warnings, capabilities, context, artifacts, evidence, changes, recommendations, impact, engine, model, usage
        case disagreement
        case analysisID = "analysis_id"
        case threadTs = "thread_ts"
        case analysisSummary = "analysis_summary"
        case analysisDetail = "analysis_detail"
        case analysisQuality = "analysis_quality"
        case missingData = "missing_data"
        case rootCauses = "root_causes"
        case promptVersion = "prompt_version"
        case timingsMs = "timings_ms"
    }
}

/// How much of what the analysis needed was really read.
public enum AnalysisQuality: String, Codable, Sendable {
    case high, medium, low
}

public enum AnalysisEngine: String, Codable, Sendable {
    case rules, llm
}

/// What the agent could use for this analysis. Probed, not assumed from configuration.
public struct Capabilities: Codable, Hashable, Sendable {
    public var k8sCore: CapabilityState
    public var manifestRead: CapabilityState
    public var prometheus: CapabilityState
    public var tempo: CapabilityState
    public var loki: CapabilityState
    public var mesh: CapabilityState
    public var trafficPolicy: CapabilityState

    public init(
        k8sCore: CapabilityState = .unknown, manifestRead: CapabilityState = .unknown, prometheus: CapabilityState = .notConfigured,
        tempo: CapabilityState = .notConfigured, loki: CapabilityState = .notConfigured, mesh: CapabilityState = .unknown,
        trafficPolicy: CapabilityState = .unknown
    ) {
        self.k8sCore = k8sCore
        self.manifestRead = manifestRead
        self.prometheus = prometheus
        self.tempo = tempo
        self.loki = loki
        self.mesh = mesh
        self.trafficPolicy = trafficPolicy
    }

    private enum CodingKeys: String, CodingKey {
        case prometheus, tempo, loki, mesh
        case k8sCore = "k8s_core"
        case manifestRead = "manifest_read"
        case trafficPolicy = "traffic_policy"
    }
}

public enum CapabilityState: String, Codable, Hashable, Sendable {
    case ok, degraded, unavailable, unknown
    case notConfigured = "not_configured"
}

/// What the alert was found to be about.
public struct AnalysisContext: Codable, Hashable, Sendable {
    public var cluster: String?
    public var namespace: String?
    public var podName: String?
    public var container: String?
    public var workload: ObjectReference?
    public var service: String?
    public var node: String?

    public init(
        cluster: String? = nil, namespace: String? = nil, podName: String? = nil, container: String? = nil,
        workload: ObjectReference? = nil, service: String? = nil, node: String? = nil
    ) {
        self.cluster = cluster
        self.namespace = namespace
        self.podName = podName
        self.container = container
        self.workload = workload
        self.service = service
        self.node = node
    }

    private enum CodingKeys: String, CodingKey {
        case cluster, namespace, container, workload, service, node
        case podName = "pod_name"
    }
}

/// A query's result that a page can draw or a person can run again.
public struct Artifact: Codable, Hashable, Sendable {
    /// `prometheus`, `manifest`, `logs`, …
    public var type: String
    public var query: String
    public var result: JSONValue
    public var summary: String

    public init(type: String, query: String, result: JSONValue, summary: String) {
        self.type = type
        self.query = query
        self.result = result
        self.summary = summary
    }
}

/// One explanation of what happened.
public struct RootCause: Codable, Hashable, Sendable {
    public var category: CauseCategory
    public var title: String
    /// The object at fault, which need not be the one that the alert names. nil for verdicts without one.
    public var object: ObjectReference?
    /// 0…1
    public var confidence: Double
    public var explanation: String
    /// Ids of ``EvidenceItem``s, the most telling first.
    public var evidence: [String]

    public init(
        category: CauseCategory, title: String, object: ObjectReference?, confidence: Double, explanation: String, evidence: [String]
    ) {
        self.category = category
        self.title = title
        self.object = object
        self.confidence = confidence
        self.explanation = explanation
        self.evidence = evidence
    }
}

/// What the other engine says, where rules and model don't agree.
public struct Disagreement: Codable, Hashable, Sendable {
    /// Who names ``cause``: `rules` where the model's answer stands, `llm` where the rules' does.
    public var engine: AnalysisEngine
    public var cause: RootCause
    /// Why it isn't the answer, in a sentence.
    public var reason: String

    public init(engine: AnalysisEngine, cause: RootCause, reason: String) {
        self.engine = engine
        self.cause = cause
        self.reason = reason
    }
}

/// One fact, where it was read, and how to read it again.
public struct EvidenceItem: Codable, Hashable, Sendable {
    /// `E1`, `E2`, …, unique within an answer.
    public var id: String
    /// `kubernetes`, `logs`, `prometheus`, …
    public var source: String
    /// The exact request or query: a Kubernetes API path, a PromQL expression.
    public var query: String
    public var object: ObjectReference?
    public var observedAt: Timestamp?
    public var text: String

    public init(id: String, source: String, query: String, object: ObjectReference?, observedAt: Timestamp?, text: String) {
        self.id = id
        self.source = source
        self.query = query
        self.object = object
        self.observedAt = observedAt
        self.text = text
    }

    private enum CodingKeys: String, CodingKey {
        case id, source, query, object, text
        case observedAt = "observed_at"
    }
}

/// What was different shortly before the alert.
public struct Change: Codable, Hashable, Sendable {
    public var object: ObjectReference
    public var at: Timestamp?
    /// The field's path, as in `spec.template.spec.containers[orders].env[DB_HOST]`.
    public var field: String
    /// nil where the field was added.
    public var from: String?
    /// nil where the field was removed.
    public var to: String?
    public var summary: String

    public init(object: ObjectReference, at: Timestamp?, field: String, from: String?, to: String?, summary: String) {
        self.object = object
        self.at = at
        self.field = field
        self.from = from
        self.to = to
        self.summary = summary
    }
}

public struct Recommendation: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, Sendable {
        case immediate, fix, monitoring, capacity
    }

    public enum Risk: String, Codable, Sendable {
        case none, low, medium, high
    }

    public var kind: Kind
    public var text: String
    /// A command line that does it, where there is one.
    public var command: String?
    public var risk: Risk
    public var expectedMinutes: Int?

    public init(kind: Kind, text: String, command: String? = nil, risk: Risk = .none, expectedMinutes: Int? = nil) {
        self.kind = kind
        self.text = text
        self.command = command
        self.risk = risk
        self.expectedMinutes = expectedMinutes
    }

    private enum CodingKeys: String, CodingKey {
        case kind, text, command, risk
        case expectedMinutes = "expected_minutes"
    }
}

public struct Impact: Codable, Hashable, Sendable {
    /// Names of the Services and workloads that suffer.
    public var services: [String]
    /// What users notice, in words.
    public var users: String
    public var severity: String
    public var urgency: String

    public init(services: [String], users: String, severity: String, urgency: String) {
        self.services = services
        self.users = users
        self.severity = severity
        self.urgency = urgency
    }
}

/// What an analysis cost. All zero where no LLM was asked.
public struct Usage: Codable, Hashable, Sendable {
    public var inputTokens: Int
    public var outputTokens: Int
    public var cachedTokens: Int
    public var calls: Int
    public var costUSD: Double?

    public init(inputTokens: Int = 0, outputTokens: Int = 0, cachedTokens: Int = 0, calls: Int = 0, costUSD: Double? = nil) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.calls = calls
        self.costUSD = costUSD
    }

    private enum CodingKeys: String, CodingKey {
        case calls
        case inputTokens = "input_tokens"
        case outputTokens = "output_tokens"
        case cachedTokens = "cached_tokens"
        case costUSD = "cost_usd"
    }
}
