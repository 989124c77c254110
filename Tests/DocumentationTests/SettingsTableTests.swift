import AgentApp
import FoundationEssentials
import Settings
import Testing

/// `docs/configuration.md` holds each program's settings between two marks.
///
/// With `WHENCE_WRITE_DOCUMENTATION` in the environment the file is written instead of compared; `make docs` does that.
@Suite("docs/configuration.md", .serialized)
struct SettingsTableTests {
    @Test(arguments: [
        ("whence-agent", AgentSettings.declarations)
    ])
    func `lists the settings as they are declared`(program: String, declarations: [SettingDeclaration]) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/configuration.md").standardizedFileURL
        var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let table = "\n" + SettingsTable(declarations).markdown

        let start = try #require(text.firstRange(of: "<!-- settings of \(program) -->\n"))
        let end = try #require(text[start.upperBound...].firstRange(of: "\n<!-- end -->"))
        let stored = text[start.upperBound..<end.lowerBound]
        guard ProcessInfo.processInfo.environment["WHENCE_WRITE_DOCUMENTATION"] != nil else {
            #expect(stored == table, "run `make docs`")
            return
        }
        text.replaceSubrange(start.upperBound..<end.lowerBound, with: table)
        try Data(text.utf8).write(to: file)
    }
}
