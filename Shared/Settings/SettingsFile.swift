import FoundationEssentials
import Primitives
import YAML

/// A YAML file of settings: one flat mapping of lower-case keys to scalars.
struct SettingsFile: Sendable {
    /// The key in the environment that names the file.
    static let key = "WHENCE_CONFIG"
    /// Settings are small; a larger file is a mistake.
    private static let maximumBytes = 1 << 20

    var path: String
    var values: [String: String]

    static func load(environment: [String: String]) throws(SettingsError) -> SettingsFile? {
        guard let path = environment[key], !path.isEmpty else { return nil }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SettingsError(problems: [.init(key: key, value: path, source: "environment", expected: "a file that can be read")])
        }
        guard data.count <= maximumBytes else {
            throw SettingsError(problems: [.init(key: key, value: path, source: "environment", expected: "a file of at most 1 MiB")])
        }
        return try parse(String(decoding: data, as: UTF8.self), path: path)
    }

    static func parse(_ text: String, path: String) throws(SettingsError) -> SettingsFile {
        let root: JSONValue
        do {
            root = try JSONValue(yaml: text, scalars: .text)
        } catch {
            throw SettingsError(problems: [.init(key: key, value: path, source: "environment", expected: "valid YAML: \(error)")])
        }
        guard root != .null else { return SettingsFile(path: path, values: [:]) }
        guard let members = root.object else {
            throw SettingsError(problems: [.init(key: key, value: path, source: "environment", expected: "a mapping of keys to values")])
        }
        var values: [String: String] = [:]
        var problems: [SettingsError.Problem] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .null: values[name] = ""
            case .string(let text): values[name] = text
            default: problems.append(.init(key: name, source: path, expected: "a single value, not a list or a mapping"))
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        return SettingsFile(path: path, values: values)
    }
}
