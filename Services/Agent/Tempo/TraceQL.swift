import SourceClient

/// The parts of TraceQL that hold what others named. Source: https://grafana.com/docs/tempo/latest/traceql/
package enum TraceQL {
    /// One of several texts, literally: `(a = "x" || a = "y")`.
    package static func any(_ attribute: String, _ values: [String]) -> String {
        let terms = values.map { "\(attribute) = \(QueryText.quoted($0))" }
        return terms.count == 1 ? terms[0] : "(\(terms.joined(separator: " || ")))"
    }
}
