import Primitives

/// `matchLabels` and `matchExpressions`. An empty selector matches everything.
///
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
public struct LabelSelector: Hashable, Sendable {
    public var matchLabels: [String: String]
    public var matchExpressions: [Requirement]

    public struct Requirement: Hashable, Sendable {
        public var key: String
        /// `In`, `NotIn`, `Exists`, `DoesNotExist`; node selectors add `Gt` and `Lt`.
        public var comparison: String
        public var values: [String]

        public init(key: String, comparison: String, values: [String]) {
            self.key = key
            self.comparison = comparison
            self.values = values
        }

        init(_ json: JSONValue) {
            key = json["key"]?.string ?? ""
            comparison = json["operator"]?.string ?? ""
            values = json["values"].texts
        }

        public func matches(_ labels: [String: String]) -> Bool {
            let value = labels[key]
            switch comparison {
            case "In": return value.map(values.contains) ?? false
            case "NotIn": return value.map { !values.contains($0) } ?? true
            case "Exists": return value != nil
            case "DoesNotExist": return value == nil
            case "Gt", "Lt":
                guard let value, let number = Int(value), let bound = values.first.flatMap({ Int($0) }) else { return false }
                return comparison == "Gt" ? number > bound : number < bound
            default: return false
            }
        }
    }

    public init(matchLabels: [String: String] = [:], matchExpressions: [Requirement] = []) {
        self.matchLabels = matchLabels
        self.matchExpressions = matchExpressions
    }

    init(_ json: JSONValue) {
        matchLabels = json["matchLabels"].strings
        matchExpressions = json["matchExpressions"].list.map(Requirement.init)
    }

    public var isEmpty: Bool { matchLabels.isEmpty && matchExpressions.isEmpty }

    public func matches(_ labels: [String: String]) -> Bool {
        matchLabels.allSatisfy { labels[$0.key] == $0.value } && matchExpressions.allSatisfy { $0.matches(labels) }
    }
}
