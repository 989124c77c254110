package import IngestDomain
import Primitives
package import Settings

extension CorrelationRules {
    /// Reads the rules in the order in which they are tried:
    ///
    ///     - when: {alertname: "Etcd*|KubeAPI*"}
    ///       by: [cluster_zone]
    ///     - by: [namespace, workload]
    ///       window_seconds: 3600
    package init(reading settings: inout SettingsReader) {
        self = settings.document(
            "CORRELATION_RULES", default: .standard, format: "a list of rules, in YAML or JSON: by, and where wanted when and window_seconds",
            help: "By what alerts are gathered into incidents; the first rule that applies counts. Without it: workload, node, notification group."
        ) { document in
            var problems: [(place: String, expected: String)] = []
            guard let items = document.array, items.count <= 100 else { return (.standard, [("", "must be a list of at most 100 rules")]) }
            let rules = items.enumerated().compactMap { CorrelationRule($0.element, at: "[\($0.offset)]", &problems) }
            return (CorrelationRules(rules), problems)
        }
    }
}

extension CorrelationRule {
    fileprivate init?(_ value: JSONValue, at place: String, _ problems: inout [(place: String, expected: String)]) {
        guard let members = value.object else {
            problems.append((place, "must be a mapping with by"))
            return nil
        }
        for name in members.keys.sorted() where !["by", "when", "window_seconds"].contains(name) {
            problems.append(("\(place).\(name)", "is not known: a rule has by, when and window_seconds"))
        }
        let names = members["by"]?.array?.compactMap(\.string) ?? []
        if names.isEmpty || names.contains("") || names.count != members["by"]?.array?.count {
            problems.append(("\(place).by", "must be a list of labels, or of namespace, workload, node, group_key and alert"))
        }
        let conditions = (members["when"]?.object ?? [:]).sorted { $0.key < $1.key }
        if members["when"].map({ $0.object == nil }) == true || conditions.contains(where: { $0.value.string == nil }) {
            problems.append(("\(place).when", "must be a mapping of labels to texts"))
        }
        // In YAML a number is a text until somebody wants it to be one.
        let window = members["window_seconds"].flatMap { value in value.integer ?? value.string.flatMap { Int64($0) } }
        if members["window_seconds"] != nil, !(0...31_536_000).contains(window ?? -1) {
            problems.append(("\(place).window_seconds", "must be an integer, 0 to 31536000"))
        }
        self.init(
            by: names.map { Part($0) }, when: conditions.map { LabelCondition(label: $0.key, text: $0.value.string ?? "") },
            joinWindow: window.map { .seconds($0) })
    }
}
