import Contracts
import FoundationEssentials

/// What a good answer says about a recording: the file `expected.json` beside it.
///
/// ```json
/// {
///   "description": "orders-db is OOMKilled; orders and frontend suffer from it",
///   "incidents": 1,
///   "expect": [
///     { "alert": {"namespace": "shop"},
///       "cause": {"category": "oom_killed", "object": "StatefulSet shop/orders-db"},
///       "accept": [{"category": "oom_killed", "object": "Pod shop/orders-db-*"}] }
///   ],
///   "alerts": []
/// }
/// ```
///
/// The first rule whose `alert` labels all match an alert holds for it. In labels and objects a `*` stands for any text.
struct ExpectedCauses: Decodable, Sendable {
    var description: String?
    var expect: [Rule]
    /// How many incidents the alerts of the webhooks come down to.
    var incidents: Int?
    /// Alerts besides those of the recording's webhooks.
    var alerts: [Alert]?

    struct Rule: Decodable, Sendable {
        /// By name; an empty object matches every alert.
        var alert: [String: String]
        var cause: Cause
        /// Answers that are as good.
        var accept: [Cause]?
    }

    struct Cause: Decodable, Sendable {
        var category: CauseCategory
        /// As reports name it: `StatefulSet shop/orders-db`. Where it is absent, any object will do.
        var object: String?
    }

    static func read(_ path: String) throws -> ExpectedCauses {
        let data = try Data(contentsOf: URL(filePath: path))
        return try JSONDecoder().decode(ExpectedCauses.self, from: data)
    }

    func rule(for alert: Alert) -> Rule? {
        expect.first { rule in
            rule.alert.allSatisfy { name, pattern in Wildcard(pattern).matches(alert.labels[name] ?? "") }
        }
    }
}

extension ExpectedCauses.Rule {
    /// The expected answer, and those that are as good.
    var answers: [ExpectedCauses.Cause] { [cause] + (accept ?? []) }
}
