import Contracts

/// One way in which alerts belong together: alerts to which it applies and that have the same ``parts`` make one incident.
package struct CorrelationRule: Hashable, Sendable {
    /// What an alert is told by.
    package enum Part: Hashable, Sendable {
        case namespace, workload, node
        /// Alertmanager's notification group.
        case groupKey
        /// The alert itself: it has an incident of its own.
        case fingerprint
        case label(String)
    }

    /// Not empty.
    package let parts: [Part]
    /// All of them have to hold.
    package let conditions: [LabelCondition]
    /// For how long after its last alert an incident takes further ones; nil for the time that is set for all.
    package let joinWindow: Duration?

    package init(by parts: [Part], when conditions: [LabelCondition] = [], joinWindow: Duration? = nil) {
        self.parts = parts
        self.conditions = conditions
        self.joinWindow = joinWindow
    }

    /// - Returns: nil where the rule doesn't apply: a condition doesn't hold, or the alert lacks one of the parts.
    func key(of alert: IncomingAlert) -> CorrelationKey? {
        guard conditions.isEmpty || conditions.allSatisfy({ $0.holds(for: alert.alert.labels) }) else { return nil }
        switch parts.count {
        case 1:
            guard let value = parts[0].value(of: alert) else { return nil }
            switch parts[0] {
            case .node: return .node(value)
            case .groupKey: return .group(value)
            case .fingerprint: return .alert(value)
            case .namespace, .workload, .label: break
            }
        case 2 where parts[0] == .namespace && parts[1] == .workload:
            guard let namespace = alert.namespace, let workload = alert.workload else { return nil }
            return .workload(workload, namespace: namespace)
        default: break
        }
        return named(alert)
    }

    /// `namespace=shop,team=payments`, with what separates escaped.
    private func named(_ alert: IncomingAlert) -> CorrelationKey? {
        var text = ""
        for part in parts {
            guard let value = part.value(of: alert) else { return nil }
            if !text.isEmpty { text += "," }
            text += part.description.escapedPart + "=" + value.escapedPart
        }
        return CorrelationKey(text)
    }
}

extension CorrelationRule.Part {
    /// nil where the alert has none.
    fileprivate func value(of alert: IncomingAlert) -> String? {
        switch self {
        case .namespace: alert.namespace
        case .workload: alert.workload
        case .node: alert.node
        case .groupKey: alert.groupKey.isEmpty ? nil : alert.groupKey
        case .fingerprint: alert.fingerprint
        case .label(let name): alert.alert.labels[name].flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}

/// A part's name in the configuration: the five words, and otherwise a label's name.
extension CorrelationRule.Part: LosslessStringConvertible {
    package init(_ name: String) {
        self =
            switch name {
            case "namespace": .namespace
            case "workload": .workload
            case "node": .node
            case "group_key": .groupKey
            case "alert": .fingerprint
            default: .label(name)
            }
    }

    package var description: String {
        switch self {
        case .namespace: "namespace"
        case .workload: "workload"
        case .node: "node"
        case .groupKey: "group_key"
        case .fingerprint: "alert"
        case .label(let name): name
        }
    }
}

extension String {
    fileprivate var escapedPart: String {
        guard utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\\") }) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == "," || scalar == "=" || scalar == "\\" { text.append("\\") }
            text.append(scalar)
        }
        return String(text)
    }
}
