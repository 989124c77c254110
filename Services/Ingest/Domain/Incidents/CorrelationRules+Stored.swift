import Contracts

extension CorrelationRules {
    /// The key under which a stored alert's next episodes come in.
    ///
    /// - Returns: nil where that may be by its notification group, which is not stored, or is the alert itself.
    package func key(ofStored alert: IncomingAlert) -> CorrelationKey? {
        for rule in rules {
            if rule.parts.contains(.groupKey), rule.conditions.allSatisfy({ $0.holds(for: alert.alert.labels) }) { return nil }
            if let key = rule.key(of: alert) { return key }
        }
        return nil
    }
}
