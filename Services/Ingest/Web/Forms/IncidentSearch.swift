import IngestDomain
import Primitives

/// What a person looks for in the list: the fields of the form above it. An empty field asks for nothing.
package struct IncidentSearch: Hashable, Sendable {
    /// Words of the title or the summary.
    package var text = ""
    package var severity = ""
    package var cluster = ""
    package var namespace = ""

    package init() {}

    /// - Parameter parameter: the value of a parameter of the address. What is too long to be found is cut off.
    init(reading parameter: (String) -> String?) {
        func value(_ name: String) -> String {
            let text = parameter(name) ?? ""
            return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value != 0 }.prefix(200)))
        }
        text = value("text")
        severity = value("severity")
        cluster = value("cluster")
        namespace = value("namespace")
    }

    var isEmpty: Bool { self == IncidentSearch() }

    func criteria(_ filter: IncidentFilter) -> IncidentCriteria {
        var criteria = IncidentCriteria(states: filter.states)
        if !text.isEmpty { criteria.text = text }
        if !severity.isEmpty { criteria.severity.names = [severity] }
        if !cluster.isEmpty { criteria.cluster = cluster }
        if !namespace.isEmpty { criteria.namespace = namespace }
        return criteria
    }

    private var fields: [(name: String, value: String)] {
        [("text", text), ("severity", severity), ("cluster", cluster), ("namespace", namespace)]
    }

    /// The address of a list with this search.
    func address(_ filter: IncidentFilter, after last: IncidentID? = nil) -> String {
        var parameters = fields.filter { !$0.value.isEmpty }
        if let last { parameters.append(("after", last.description)) }
        if parameters.isEmpty, filter == .active { return "/" }
        parameters.insert(("show", filter.rawValue), at: 0)
        return "/?" + parameters.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    func form(within filter: IncidentFilter) -> HTML {
        let show: HTML = "<input type=\"hidden\" name=\"show\" value=\"\(filter.rawValue)\">"
        let inputs = fields.map { field -> HTML in
            "<input type=\"search\" name=\"\(field.name)\" value=\"\(field.value)\" placeholder=\"\(field.name)\" aria-label=\"\(field.name)\">"
        }
        return "<form class=\"search line\" method=\"get\" action=\"/\">\(show)\(inputs)<button>Filter</button></form>"
    }
}
