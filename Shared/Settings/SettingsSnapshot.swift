/// Settings as they were read at one time, and what they were read from: two of them tell what has changed between.
package struct SettingsSnapshot<Group: SettingsGroup>: Sendable {
    package let settings: Group
    /// What is odd about them and does no harm, for the log; without values.
    package let warnings: [String]
    /// What was given, by key, secrets among it; what was left out isn't there.
    private let texts: [String: String]
    private let reloadable: Set<String>

    init(settings: Group, reader: SettingsReader) {
        self.settings = settings
        warnings = reader.warnings
        texts = reader.texts
        reloadable = Set(reader.declarations.filter(\.isReloadable).map(\.key))
    }

    /// Whether the same was given.
    package func isAlike(_ other: SettingsSnapshot) -> Bool { texts == other.texts }

    /// The keys whose values differ, sorted: those that a running program takes over, and those that wait for its next start.
    package func changes(since earlier: SettingsSnapshot) -> (taken: [String], waiting: [String]) {
        let changed = Set(texts.keys).union(earlier.texts.keys).filter { texts[$0] != earlier.texts[$0] }.sorted()
        return (changed.filter(reloadable.contains), changed.filter { !reloadable.contains($0) })
    }
}
