/// All settings of a program as a table for people.
package struct SettingsTable: Sendable {
    package var declarations: [SettingDeclaration]

    package init(_ declarations: [SettingDeclaration]) {
        self.declarations = declarations
    }

    /// A markdown table, for the documentation.
    package var markdown: String {
        let rows = declarations.map { declaration in
            let cells = [
                "`\(declaration.key)`", Self.shownDefault(declaration).map { "`\($0)`" } ?? (declaration.isRequired ? "required" : ""),
                declaration.format,
                declaration.help + Self.otherPlaces(declaration),
            ]
            return "| " + cells.map(Self.escaped).joined(separator: " | ") + " |"
        }
        return (["| setting | default | accepted | meaning |", "| --- | --- | --- | --- |"] + rows).joined(separator: "\n") + "\n"
    }

    /// Indented text, for a terminal.
    package var plain: String {
        declarations.map { declaration in
            let fallback = Self.shownDefault(declaration).map { "default \($0)" } ?? (declaration.isRequired ? "required" : "optional")
            return "  \(declaration.key)  (\(declaration.format); \(fallback))\n      \(declaration.help)\n"
        }.joined()
    }

    private static func otherPlaces(_ declaration: SettingDeclaration) -> String {
        let reload = declaration.isReloadable ? " *Reloaded.*" : ""
        guard declaration.mayBeInFile else { return reload }
        return declaration.isSecret
            ? " Secret; also from the file that `\(declaration.fileKey)` names.\(reload)"
            : " Also from the file that `\(declaration.fileKey)` names.\(reload)"
    }

    private static func shownDefault(_ declaration: SettingDeclaration) -> String? {
        guard let text = declaration.defaultValue else { return nil }
        return text.isEmpty ? nil : text
    }

    private static func escaped(_ cell: String) -> String {
        cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
