/// The parts of PromQL that hold what others named. Nothing that a label says can end a string or a pattern early.
package enum PromQL {
    /// A string literal. Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The RE2 expression that matches a text alone.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar), scalar != "-", scalar != "_" {
                result += "\\"
            }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// `label="x"` for one value, `label=~"x|y"` for several. PromQL anchors patterns at both ends.
    package static func matcher(_ label: String, _ values: [String]) -> String {
        values.count == 1 ? "\(label)=\(quoted(values[0]))" : "\(label)=~\(quoted(values.map(escaped).joined(separator: "|")))"
    }
}
