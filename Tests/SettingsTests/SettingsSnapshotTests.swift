import FoundationEssentials
import Primitives
import Testing

@testable import Settings

private struct Sample: SettingsGroup {
    var level: String
    var port: Int
    var key: Secret?

    init(reading settings: inout SettingsReader) {
        level = settings.reloadable { $0.string("LEVEL", default: "info", help: "Level.") }
        port = settings.integer("PORT", default: 1, in: 1...9, help: "Port.")
        key = settings.reloadable { $0.optionalSecret("KEY", help: "Key.") }
    }
}

@Suite("Settings read twice")
struct SettingsSnapshotTests {
    @Test("tell what has changed: what is taken over, and what waits for a restart")
    func changes() throws {
        let file = try temporaryFile("level: info\nport: 2\n")
        let secret = try temporaryFile("one")
        defer {
            try? FileManager.default.removeItem(atPath: file)
            try? FileManager.default.removeItem(atPath: secret)
        }
        let environment = ["WHENCE_CONFIG": file, "KEY_FILE": secret]
        let before = try Sample.snapshot(environment: environment)
        let same = try Sample.snapshot(environment: environment).changes(since: before)
        #expect(same.taken == [] && same.waiting == [])

        try Data("port: 3\n".utf8).write(to: URL(filePath: file))
        try Data("two".utf8).write(to: URL(filePath: secret))
        let changes = try Sample.snapshot(environment: environment).changes(since: before)
        #expect(changes.taken == ["KEY", "LEVEL"])
        #expect(changes.waiting == ["PORT"])
    }

    @Test("don't change where the environment says otherwise")
    func precedence() throws {
        let file = try temporaryFile("level: debug\n")
        defer { try? FileManager.default.removeItem(atPath: file) }
        let environment = ["WHENCE_CONFIG": file, "LEVEL": "error"]
        let before = try Sample.snapshot(environment: environment)
        try Data("level: trace\n".utf8).write(to: URL(filePath: file))
        let after = try Sample.snapshot(environment: environment)
        #expect(after.settings.level == "error")
        #expect(after.changes(since: before).taken == [])
    }

    @Test("are marked in the table")
    func table() {
        let table = SettingsTable(Sample.declarations).markdown
        #expect(table.contains("| Level. *Reloaded.* |"))
        #expect(table.contains("| Port. |"))
    }
}
