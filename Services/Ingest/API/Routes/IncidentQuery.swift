import Hummingbird
import IngestDomain
import ServerKit

/// `?state=open&min_severity=warning&filter=alertname="KubePodCrashLooping"&limit=50&after=…`
struct IncidentQuery {
    var criteria = IncidentCriteria()
    var page: Page<IncidentID>

    private static let known: Set<String> = [
        "limit", "after", "state", "severity", "min_severity", "cluster", "namespace", "filter", "since", "until", "active_at", "text",
        "assignee", "hidden",
    ]

    /// - Throws: ``ProblemError`` 400 that names every parameter that can't be read.
    init(_ parameters: Parameters) throws(ProblemError) {
        var query = QueryReader(parameters, known: Self.known)
        page = query.page()
        for text in query.texts("state") {
            if let state = IncidentState(rawValue: text) {
                criteria.states.insert(state)
            } else {
                query.refuse("state", "must be one of \(IncidentState.allCases.map(\.rawValue).joined(separator: ", "))")
            }
        }
        criteria.severity = query.severity()
        criteria.cluster = query.text("cluster")
        criteria.namespace = query.text("namespace")
        criteria.matchers = query.matchers()
        criteria.since = query.time("since")
        criteria.until = query.time("until")
        criteria.activeAt = query.time("active_at")
        criteria.text = query.text("text", maximum: 200)
        criteria.assignee = query.text("assignee")
        criteria.isHidden =
            switch query.value("hidden", "one of false, true and any", HiddenFilter.init(rawValue:)) ?? .false {
            case .false: false
            case .true: true
            case .any: nil
            }
        try query.check()
    }

    private enum HiddenFilter: String {
        case `false`, `true`, any
    }
}

/// `?filter=namespace=~"shop|payments"&limit=50&after=…`
struct AlertQuery {
    var criteria = AlertCriteria()
    var page: Page<EpisodePosition>

    private static let known: Set<String> = [
        "limit", "after", "severity", "min_severity", "cluster", "namespace", "filter", "since", "until",
    ]

    /// - Throws: ``ProblemError`` 400 that names every parameter that can't be read.
    init(_ parameters: Parameters) throws(ProblemError) {
        var query = QueryReader(parameters, known: Self.known)
        page = query.page()
        criteria.severity = query.severity()
        criteria.cluster = query.text("cluster")
        criteria.namespace = query.text("namespace")
        criteria.matchers = query.matchers()
        criteria.since = query.time("since")
        criteria.until = query.time("until")
        try query.check()
    }
}
