/// The parts of LogQL that hold what others named; strings and patterns are Go's, as PromQL's are.
package enum LogQL {
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
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar), scalar != "-", scalar != "_" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
