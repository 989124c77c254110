/// What a setting is, as its reader declared it: a row of the settings' table.
package struct SettingDeclaration: Hashable, Sendable {
    /// The environment's name; in YAML the same in lower case.
    package var key: String
    /// What is accepted, as a person reads it: `integer, 1 to 65535`.
    package var format: String
    /// As it would be written; nil where a value is required or where there is none by default.
    package var defaultValue: String?
    package var isRequired: Bool
    /// Not printed anywhere, and also read from the file that `KEY_FILE` names.
    package var isSecret: Bool
    package var help: String
    /// Of several lines, and therefore also read from the file that `KEY_FILE` names; not quoted where it is wrong.
    var isDocument = false
    /// Whether `KEY_FILE` may name a file that isn't there, as a key of a mounted Secret may be missing: the setting is absent then.
    var mayFileBeMissing = false
    /// Whether a running program takes over another value.
    package var isReloadable = false

    package var yamlKey: String { key.lowercased() }
    package var mayBeInFile: Bool { isSecret || isDocument }
    package var fileKey: String { "\(key)_FILE" }
}
