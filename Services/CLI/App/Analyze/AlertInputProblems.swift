import Contracts
import Primitives

/// What keeps a JSON value from being an alert, a webhook or a request: all at once, because a decoder stops at the first.
enum AlertInputProblems {
    /// Of an alert.
    private static let required = ["status", "labels", "startsAt"]
    /// Of a webhook: a thousand complaints help nobody.
    private static let most = 10

    /// Empty where nothing that this knows of is wrong.
    static func all(in value: JSONValue) -> [String] {
        guard let members = value.object else { return [] }
        if let alerts = members["alerts"] {
            guard let alerts = alerts.array else { return ["alerts must be a list"] }
            return Array(alerts.enumerated().lazy.flatMap { problems(of: $0.element, at: "alerts[\($0.offset)]") }.prefix(most))
        }
        if let alert = members["alert"] { return problems(of: alert, at: "alert") }
        guard required.contains(where: { members[$0] != nil }) else {
            return ["it is neither a webhook (alerts), an alert (status, labels, startsAt) nor a request to the agent (alert)"]
        }
        return problems(of: value, at: "")
    }

    private static func problems(of alert: JSONValue, at path: String) -> [String] {
        let prefix = path.isEmpty ? "" : "\(path)."
        guard let members = alert.object else { return ["\(path) must be an object"] }
        return required.compactMap { name in
            guard let value = members[name] else { return "\(prefix)\(name) is missing" }
            return problem(with: value, of: name).map { "\(prefix)\(name) \($0)" }
        }
    }

    private static func problem(with value: JSONValue, of name: String) -> String? {
        switch name {
        case "status":
            value.string.flatMap(AlertStatus.init(rawValue:)) == nil ? "must be firing or resolved" : nil
        case "labels":
            value.object?.values.allSatisfy { $0.string != nil } == true ? nil : "must be an object of strings"
        default:
            value.string.flatMap { Timestamp(rfc3339: $0) } == nil ? "must be an RFC 3339 time, such as 2026-11-21T07:42:39Z" : nil
        }
    }
}
