package import Contracts

/// What an incident is about, as far as another one can be like it.
package struct IncidentProfile: Hashable, Sendable {
    package struct Alert: Hashable, Sendable {
        package var name: String
        package var namespace: String?
        package var workload: String?
        package var node: String?

        package init(name: String, namespace: String? = nil, workload: String? = nil, node: String? = nil) {
            self.name = name
            self.namespace = namespace
            self.workload = workload
            self.node = node
        }
    }

    package var cause: RootCause?
    package var alerts: [Alert]
    /// Of its title, stemmed.
    package var words: [String]

    package init(cause: RootCause? = nil, alerts: [Alert] = [], words: [String] = []) {
        self.cause = cause
        self.alerts = alerts
        self.words = words
    }

    /// Of one kind. An incident of a hundred alerts is like others by any few of them.
    private static let limit = 12

    package var traits: [IncidentTrait] {
        var seen: Set<IncidentTrait> = []
        var counts: [IncidentTrait.Kind: Int] = [:]
        return candidates.filter { trait in
            guard counts[trait.kind, default: 0] < Self.limit, seen.insert(trait).inserted else { return false }
            counts[trait.kind, default: 0] += 1
            return true
        }
    }

    private var candidates: [IncidentTrait] {
        var traits: [IncidentTrait] = []
        if let cause, !cause.category.isVerdict {
            traits.append(IncidentTrait(.cause, cause.category.rawValue))
            if let object = cause.object { traits.append(IncidentTrait(.culprit, "\(cause.category.rawValue) \(CauseObject(object))")) }
        }
        for alert in alerts {
            let key = AnalysisKey(alertName: alert.name, namespace: alert.namespace, workload: alert.workload, node: alert.node)
            if !key.subject.isEmpty {
                traits.append(IncidentTrait(.workload, key.subject))
                traits.append(IncidentTrait(.subject, "\(key.alertName) \(key.subject)"))
            }
            if !key.alertName.isEmpty { traits.append(IncidentTrait(.alert, key.alertName)) }
        }
        return traits + words.map { IncidentTrait(.word, $0) }
    }
}
