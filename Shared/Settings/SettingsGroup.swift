/// Settings that belong together, as a struct that is read once, at the program's start.
///
/// The initializer is the declaration: each call of the reader names a setting, its default, its bounds and its help, and returns the value.
/// From the same initializer comes the table of all settings, so that the two can't disagree. Groups nest by calling each other's initializers.
///
/// ```swift
/// struct ServerSettings: SettingsGroup {
///     var host: String
///     var port: Int
///
///     init(reading settings: inout SettingsReader) {
///         host = settings.string("HOST", default: "0.0.0.0", help: "Address to listen on.")
///         port = settings.integer("PORT", default: 8080, in: 0...65_535, help: "Port to listen on; 0 takes a free one.")
///     }
/// }
/// let settings = try ServerSettings.load(environment: ProcessInfo.processInfo.environment)
/// ```
package protocol SettingsGroup: Sendable {
    /// Reads every setting, always all of them and in the same order. It doesn't throw: what is wrong is noted by the reader and reported together.
    init(reading settings: inout SettingsReader)
}

extension SettingsGroup {
    /// Reads the environment and, where `WHENCE_CONFIG` names one, a YAML file of the same keys in lower case. The environment wins.
    ///
    /// - Throws: Everything that is wrong, in one error: values, missing ones, unknown keys of the file.
    package static func load(environment: [String: String]) throws(SettingsError) -> Self {
        try snapshot(environment: environment).settings
    }

    /// The same, with what it takes to tell later what has changed.
    package static func snapshot(environment: [String: String]) throws(SettingsError) -> SettingsSnapshot<Self> {
        let file = try SettingsFile.load(environment: environment)
        var reader = SettingsReader(environment: environment, file: file)
        let settings = Self(reading: &reader)
        try reader.finish()
        return SettingsSnapshot(settings: settings, reader: reader)
    }

    /// Every setting, in the order of its declaration.
    package static var declarations: [SettingDeclaration] {
        var reader = SettingsReader(environment: [:], file: nil)
        _ = Self(reading: &reader)
        return reader.declarations
    }
}
