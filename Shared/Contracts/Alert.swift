public import Primitives

/// One alert as Alertmanager's webhook carries it (version 4, `alerts[]`), and as `/analyze` takes it.
///
/// Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
public struct Alert: Codable, Hashable, Sendable {
    public var status: AlertStatus
    public var labels: [String: String]
    public var annotations: [String: String]
    public var startsAt: Timestamp
    /// nil while the alert fires. Alertmanager's "0001-01-01T00:00:00Z" is read as nil.
    public var endsAt: Timestamp?
    public var generatorURL: String?
    /// Alertmanager's hash of the labels; nil where the source sends none.
    public var fingerprint: String?

    public init(
        status: AlertStatus, labels: [String: String], annotations: [String: String] = [:], startsAt: Timestamp, endsAt: Timestamp? = nil,
        generatorURL: String? = nil, fingerprint: String? = nil
    ) {
        self.status = status
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.generatorURL = generatorURL
        self.fingerprint = fingerprint
    }

    /// The `alertname` label; empty where there is none.
    public var name: String { labels["alertname"] ?? "" }
}

public enum AlertStatus: String, Codable, Hashable, Sendable {
    case firing
    case resolved
}

extension Alert {
    private enum CodingKeys: String, CodingKey {
        case status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint
    }

    /// Takes what the contract requires (`status`, `labels`, `startsAt`) and is content without the rest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        status = try container.decode(AlertStatus.self, forKey: .status)
        labels = try container.decode([String: String].self, forKey: .labels)
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
        startsAt = try container.decode(Timestamp.self, forKey: .startsAt)
        let end = try container.decodeIfPresent(Timestamp.self, forKey: .endsAt)
        endsAt = end == .goZero ? nil : end
        generatorURL = try container.decodeIfPresent(String.self, forKey: .generatorURL)
        let sent = try container.decodeIfPresent(String.self, forKey: .fingerprint)
        fingerprint = sent?.isEmpty == true ? nil : sent
    }
}
