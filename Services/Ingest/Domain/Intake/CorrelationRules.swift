/// By what alerts are gathered into incidents: the first rule that applies to an alert makes its key.
package struct CorrelationRules: Hashable, Sendable {
    package let rules: [CorrelationRule]

    package init(_ rules: [CorrelationRule]) {
        self.rules = rules
    }

    /// The same namespace and workload, else the same node, else the notification group.
    package static let standard = CorrelationRules([
        CorrelationRule(by: [.namespace, .workload]), CorrelationRule(by: [.node]), CorrelationRule(by: [.groupKey]),
    ])

    /// - Returns: the alert by itself where no rule applies.
    package func correlation(of alert: IncomingAlert) -> Correlation {
        for rule in rules {
            if let key = rule.key(of: alert) { return Correlation(key: key, joinWindow: rule.joinWindow) }
        }
        return Correlation(key: .alert(alert.fingerprint), joinWindow: nil)
    }
}

/// Where an alert belongs when it comes in.
package struct Correlation: Hashable, Sendable {
    package let key: CorrelationKey
    /// The rule's own; nil for the time that is set for all.
    package let joinWindow: Duration?

    package init(key: CorrelationKey, joinWindow: Duration? = nil) {
        self.key = key
        self.joinWindow = joinWindow
    }
}
