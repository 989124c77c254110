/// The terms of a `fieldSelector`, all of which an object must meet.
///
/// Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
package struct FieldSelector: Equatable, Sendable {
    struct Term: Equatable, Sendable {
        var field: String
        var value: String
        var isEqual: Bool
    }

    var terms: [Term] = []

    /// Reads `status.phase=Running,metadata.name!=web-0`; a backslash takes the meaning from `,`, `=` and itself.
    package init(parsing text: String) throws(SelectorError) {
        for part in Self.split(text) where !part.isEmpty {
            guard let sign = part.firstIndex(of: "=") else {
                throw SelectorError(description: "invalid selector: '\(part)'; can't understand '\(part)'")
            }
            var field = part[..<sign]
            var value = part[part.index(after: sign)...]
            let isEqual = field.last != "!"
            if !isEqual { field.removeLast() }
            if value.first == "=" { value.removeFirst() }
            terms.append(Term(field: String(field), value: Self.unescaped(value), isEqual: isEqual))
        }
    }

    /// - Throws: For a field that the API server has no index of, as it does itself.
    func validate(for type: ResourceType) throws(SelectorError) {
        let known = Self.fields(of: type)
        for term in terms where !known.contains(term.field) {
            throw SelectorError(description: "field label not supported: \(term.field)")
        }
    }

    func matches(_ object: RecordedObject) -> Bool {
        terms.allSatisfy { ($0.value == object.field(Self.path(of: $0.field))) == $0.isEqual }
    }

    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var isEscaped = false
        for character in text {
            if character == ",", !isEscaped {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return parts
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }

    /// What the API server indexes beyond `metadata.name` and `metadata.namespace`.
    ///
    /// Source: the conversion and strategy files below https://github.com/kubernetes/kubernetes/tree/master/pkg
    private static func fields(of type: ResourceType) -> [String] {
        let reference = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]
        let own: [String] =
            switch (type.group, type.resource) {
            case ("", "pods"):
                [
                    "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase",
                    "status.podIP", "status.podIPs", "status.nominatedNodeName",
                ]
            case ("", "events"):
                reference.map { "involvedObject.\($0)" } + ["reason", "reportingComponent", "source", "type"]
            case ("events.k8s.io", "events"):
                reference.map { "regarding.\($0)" } + ["reason", "reportingController", "type"]
            case ("", "namespaces"): ["status.phase"]
            case ("", "nodes"): ["spec.unschedulable"]
            case ("", "services"): ["spec.clusterIP", "spec.type"]
            case ("", "replicationcontrollers"), ("apps", "replicasets"): ["status.replicas"]
            case ("batch", "jobs"): ["status.successful"]
            default: []
            }
        return ["metadata.name", "metadata.namespace"] + own
    }

    /// Where a field's name isn't the path to it.
    private static func path(of field: String) -> String {
        switch field {
        case "source": "source.component"
        case "status.successful": "status.succeeded"
        default: field
        }
    }
}
