package import Primitives
import YAML

extension SettingsReader {
    /// A structured value in YAML (or in JSON, which is YAML), from `KEY` or from the file that `KEY_FILE` names; it may be left out.
    ///
    /// Every scalar is a text, or null: what `on` or `007` mean is for whoever reads the value.
    ///
    /// - Parameter parse: makes the value, and says what is wrong with the document: each place and what would be right there.
    package mutating func document<Value>(
        _ key: String, default fallback: Value, format: String, help: String,
        parse: (JSONValue) -> (value: Value, problems: [(place: String, expected: String)])
    ) -> Value {
        var declaration = SettingDeclaration(key: key, format: format, isRequired: false, isSecret: false, help: help)
        declaration.isDocument = true
        var found: [(place: String, expected: String)] = []
        let value = read(declaration) { text -> Value? in
            do throws(YAMLError) {
                let root = try JSONValue(yaml: text, scalars: .text)
                guard root != .null else { return fallback }
                let (value, problems) = parse(root)
                found = problems
                return value
            } catch {
                found = [("", "isn't YAML: \(error)")]
                return fallback
            }
        }
        for problem in found {
            note(.init(key: key, expected: problem.place.isEmpty ? problem.expected : "\(problem.place) \(problem.expected)"))
        }
        return value ?? fallback
    }
}
