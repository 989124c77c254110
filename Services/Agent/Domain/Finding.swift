public import Contracts
public import Primitives

/// One thing that is wrong with one object.
public struct Finding: Sendable {
    public enum Role: Hashable, Sendable {
        /// Stands on its own: nothing that the object depends on can bring it about.
        case fault
        /// Real, and as likely a consequence of a dependency's trouble.
        case symptom
    }

    public var category: CauseCategory
    /// The object at fault: the controller and the container, never one pod of several, so that one cause compares equal whichever pod showed it.
    public var object: ObjectReference
    public var role: Role
    public var title: String
    public var explanation: String
    /// 0…1
    public var confidence: Double
    /// The most telling first.
    public var evidence: [EvidenceID]
    /// The peer that the symptom complains about.
    public var peer: PeerAddress?
    public var since: Timestamp?
    /// What a recommendation needs to name: the missing Secret, the image, the variable.
    public var details: [String: String]

    public init(
        _ category: CauseCategory, _ object: ObjectReference, role: Role = .fault, title: String, explanation: String, confidence: Double,
        evidence: [EvidenceID], peer: PeerAddress? = nil, since: Timestamp? = nil, details: [String: String] = [:]
    ) {
        self.category = category
        self.object = object
        self.role = role
        self.title = title
        self.explanation = explanation
        self.confidence = confidence
        self.evidence = evidence
        self.peer = peer
        self.since = since
        self.details = details
    }
}

/// Where a program connects to.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    public var host: String
    public var port: Int?

    public init(host: String, port: Int?) {
        self.host = host
        self.port = port
    }

    public var description: String { port.map { "\(host):\($0)" } ?? host }
}
