import FoundationEssentials
import Yams

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
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw SettingsError(problems: [.init(key: key, value: path, source: "environment", expected: "valid YAML: \(error)")])
        }
        guard let root, !isNull(root) else { return SettingsFile(path: path, values: [:]) }
        guard let mapping = root.mapping else {
            throw SettingsError(problems: [.init(key: key, value: path, source: "environment", expected: "a mapping of keys to values")])
        }
        var values: [String: String] = [:]
        var problems: [SettingsError.Problem] = []
        for (name, value) in mapping {
            let name = name.scalar?.string ?? "?"
            if let scalar = value.scalar {
                values[name] = isNull(value) ? "" : scalar.string
            } else {
                problems.append(.init(key: name, source: path, expected: "a single value, not a list or a mapping"))
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        return SettingsFile(path: path, values: values)
    }

    /// An absent value, as YAML's core schema writes it.
    static func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style != .singleQuoted, scalar.style != .doubleQuoted else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
