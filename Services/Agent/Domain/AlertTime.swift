public import Primitives

/// Which time is an alert's own: when what it tells of began, or can have begun.
///
/// Prometheus sends as `startsAt` when the alert fired; by then the rule's expression had held for as long as its `for` says.
/// Source: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ and `sendAlerts` in prometheus/prometheus, rules/alerting.go
public struct AlertTime: Hashable, Sendable {
    /// When the alert fired, or now where its clock is ahead.
    public let fired: Timestamp
    public let now: Timestamp
    /// How long the rule waited before (`for`).
    public let pending: Duration

    /// What most rules of the kubernetes-mixin wait, and what is assumed of those that nobody could be asked about.
    public static let usualPending = Duration.seconds(900)
    /// Rates rise slowly, and scrapes and evaluations come after what they tell of.
    public static let lead = Duration.seconds(900)
    /// What is over for longer is history, however long the alert has been firing.
    public static let memory = Duration.seconds(86_400)

    /// - Parameter pending: nil where it isn't known.
    public init(startsAt: Timestamp, now: Timestamp, pending: Duration? = nil) {
        fired = min(startsAt, now)
        self.now = now
        self.pending = max(pending ?? Self.usualPending, .zero)
    }

    /// When the alert's expression began to hold.
    public var onset: Timestamp { fired - pending }

    /// What began earlier was there without the alert.
    public var beginning: Timestamp { onset - Self.lead }

    /// Whether a state that still lasts can have raised the alert, by when it began. However long the alert has been firing, its cause stays one.
    public func includesBeginning(_ time: Timestamp) -> Bool { time >= beginning }

    /// Whether a time is that at which the alert came up, and not one of the hours or days that it has been firing since.
    public func isComingUp(_ time: Timestamp) -> Bool { time >= beginning && time <= fired + Self.lead }

    /// Whether something that happened, and may be over, belongs to the alert's episode.
    public func isRecent(_ time: Timestamp) -> Bool { time >= max(fired - Self.lead, now - Self.memory) }
}
