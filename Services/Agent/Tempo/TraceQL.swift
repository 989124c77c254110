/// The parts of TraceQL that hold what others named.
package enum TraceQL {
    /// A string literal, escaped as Go's are. Source: https://grafana.com/docs/tempo/latest/traceql/
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// One of several texts, literally: `(a = "x" || a = "y")`.
    package static func any(_ attribute: String, _ values: [String]) -> String {
        let terms = values.map { "\(attribute) = \(quoted($0))" }
        return terms.count == 1 ? terms[0] : "(\(terms.joined(separator: " || ")))"
    }
}
