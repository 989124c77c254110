import AgentApp
import FoundationEssentials
import IngestApp
import Settings
import Testing

/// `docs/configuration.md` holds each program's settings between two marks.
///
/// With `WHENCE_WRITE_DOCUMENTATION` in the environment the file is written instead of compared; `make docs` does that.
@Suite("docs/configuration.md", .serialized)
struct SettingsTableTests {
    enum Program: String, CaseIterable {
        case ingest = "whence-ingest"
        case agent = "whence-agent"

        var declarations: [SettingDeclaration] {
            switch self {
            case .ingest: IngestSettings.declarations
            case .agent: AgentSettings.declarations
            }
        }
    }

    @Test(arguments: Program.allCases)
    func `lists the settings as they are declared`(program: Program) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/configuration.md").standardizedFileURL
        var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let table = "\n" + SettingsTable(program.declarations).markdown

        let start = try #require(text.firstRange(of: "<!-- settings of \(program.rawValue) -->\n"))
        let end = try #require(text[start.upperBound...].firstRange(of: "\n<!-- end -->"))
        let stored = String(text[start.upperBound..<end.lowerBound])
        guard ProcessInfo.processInfo.environment["WHENCE_WRITE_DOCUMENTATION"] != nil else {
            let isCurrent = stored == table
            #expect(isCurrent, "`make docs` brings it up to date")
            return
        }
        text.replaceSubrange(start.upperBound..<end.lowerBound, with: table)
        try Data(text.utf8).write(to: file)
    }
}
