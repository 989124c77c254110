import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// One kind of line that a container wrote, with how often and when.
struct LogFact: Hashable, Sendable {
    var namespace: String
    var pod: String
    var container: String
    var isPrevious: Bool
    var mechanism: LogMechanism
    /// The newest line of the kind, as it was written.
    var line: String
    var count: Int
    var firstSeen: Timestamp?
    var lastSeen: Timestamp?
    /// Lines from the log's end: 0 for the last.
    var distanceFromEnd: Int
    /// Only a warning, and the program went on to work without the peer.
    var isOvercome = false

    /// How much it says: what a program calls information says less of its end than what it calls an error.
    var weight: Int {
        switch LogSeverity(of: line) {
        case .info, .debug: mechanism.weight - 3
        default: mechanism.weight
        }
    }

    /// Whether the line itself says that it is no error: a retry that is going well, an access log.
    var isInformational: Bool {
        let head = line.prefix(60).lowercased()
        return [" info ", "[info]", "level=info", "\"level\":\"info\"", "info:", " debug ", "[debug]", "level=debug", "info "].contains {
            head.contains($0) || head.hasPrefix($0.drop { $0 == " " })
        }
            && mechanism.weight < 7
    }
}

extension [LogFact] {
    /// The fact that says most about a run's end.
    var decisive: LogFact? {
        self.max { first, second in
            (first.isInformational || first.isOvercome ? 0 : 1, first.weight, -first.distanceFromEnd)
                < (second.isInformational || second.isOvercome ? 0 : 1, second.weight, -second.distanceFromEnd)
        }
    }
}
