import Primitives
import YAML

/// A case's YAML, by YAML 1.2's idea of what a plain scalar is: `no` and `on` are words, not truths.
enum CaseYAML {
    static func parse(_ text: String, file: String) throws(CaseError) -> JSONValue {
        let value: JSONValue
        do {
            value = try JSONValue(yaml: text)
        } catch {
            throw CaseError(file: file, problem: "is not YAML: \(error)")
        }
        guard value != .null else { throw CaseError(file: file, problem: "is empty") }
        return value
    }
}
