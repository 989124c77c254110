import Primitives

/// How one pod of a workload is, as a case says it.
struct PodState: Sendable {
    enum Phase: String, CaseIterable, Sendable {
        case running, unready, unscheduled, gated, creating, waiting, crashloop, terminated, failed, succeeded, evicted, terminating, unreachable
        case missing

        var isReady: Bool { self == .running || self == .terminating }
        /// Whether the pod was never up: it then isn't as old as its workload.
        var isStuck: Bool {
            switch self {
            case .unscheduled, .gated, .creating, .waiting, .missing: true
            default: false
            }
        }
        var isScheduled: Bool {
            switch self {
            case .unscheduled, .gated, .missing: false
            default: true
            }
        }
    }

    struct Termination: Sendable {
        var reason: String
        var exitCode: Int
        var message: String?
        /// When it ended, relative to now.
        var at: Duration
    }

    var phase = Phase.running
    var node: String?
    /// Since the pod was made; nil where nothing special is said.
    var age: Duration?
    /// Since the pod has been in its state.
    var since: Duration?
    var container: String?
    var reason: String?
    var message: String?
    var exitCode: Int?
    var restarts: Int?
    var last: Termination?
    var hasEvents = true
    var merge: JSONValue?

    /// - Returns: as many states as the count says.
    static func states(_ value: JSONValue, at place: Place) throws(CaseError) -> [PodState] {
        if let name = value.string { return [PodState(phase: try phase(name, at: place))] }
        let fields = try Fields(value, at: place)
        try fields.allow([
            "state", "count", "node", "age", "since", "container", "reason", "message", "exitCode", "restarts", "last", "events", "merge",
        ])
        var state = PodState(phase: try phase(try fields.text("state") ?? "running", at: place.member("state")))
        state.node = try fields.text("node")
        state.age = try span("age", fields)
        state.since = try span("since", fields)
        state.container = try fields.text("container")
        state.reason = try fields.text("reason")
        state.message = try fields.text("message")
        state.exitCode = try fields.integer("exitCode")
        state.restarts = try fields.integer("restarts")
        state.last = try termination(fields)
        state.hasEvents = try fields.flag("events") ?? true
        state.merge = fields["merge"]
        return Array(repeating: state, count: max(0, try fields.integer("count") ?? 1))
    }

    private static func phase(_ name: String, at place: Place) throws(CaseError) -> Phase {
        guard let phase = Phase(rawValue: name) else {
            throw place.error("'\(name)' is no state; known are \(Phase.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return phase
    }

    private static func termination(_ fields: Fields) throws(CaseError) -> Termination? {
        guard let last = try fields.fields("last") else { return nil }
        try last.allow(["reason", "exitCode", "message", "at"])
        return Termination(
            reason: try last.text("reason") ?? "Error", exitCode: try last.integer("exitCode") ?? 1, message: try last.text("message"),
            at: try last.offset("at") ?? .seconds(-90))
    }

    /// A length of time, which may be written as one that lies back.
    static func span(_ name: String, _ fields: Fields) throws(CaseError) -> Duration? {
        guard let text = try fields.text(name) else { return nil }
        guard let span = RelativeTime.span(text) ?? RelativeTime.offset(text).map({ $0 < .zero ? .zero - $0 : $0 }) else {
            throw fields.error(name, "must be a length of time such as 40m, not '\(text)'")
        }
        return span
    }
}
