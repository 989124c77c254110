/// What others named, in a query. PromQL, LogQL and TraceQL all write strings and patterns as Go does, so nothing that a label says can end one early.
///
/// Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals
package enum QueryText {
    /// A string literal.
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

    /// The RE2 expression that matches a text alone.
    package static func pattern(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar), scalar != "-", scalar != "_" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
