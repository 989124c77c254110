/// Everything that is wrong with a program's settings, in the order of their declaration.
package struct SettingsError: Error, Hashable, Sendable {
    package struct Problem: Hashable, Sendable {
        package var key: String
        /// As it was given; nil for a secret and for what is missing.
        package var value: String?
        /// Where it was given: `environment` or the file's path.
        package var source: String?
        /// What would be accepted, or what else is to be done.
        package var expected: String

        package init(key: String, value: String? = nil, source: String? = nil, expected: String) {
            self.key = key
            self.value = value
            self.source = source
            self.expected = expected
        }
    }

    package var problems: [Problem]

    package init(problems: [Problem]) {
        self.problems = problems
    }
}

extension SettingsError: CustomStringConvertible {
    package var description: String {
        let lines = problems.map { problem in
            let given = problem.value.map { " is '\(Self.shortened($0))'" } ?? ""
            let source = problem.source.map { " (\($0))" } ?? ""
            return "  \(problem.key)\(given)\(source): \(problem.expected)"
        }
        return (["\(problems.count == 1 ? "a setting is" : "\(problems.count) settings are") wrong:"] + lines).joined(separator: "\n")
    }

    private static func shortened(_ value: String) -> String {
        let printable = String(String.UnicodeScalarView(value.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
        return printable.unicodeScalars.count <= 80 ? printable : String(printable.prefix(80)) + "…"
    }
}
