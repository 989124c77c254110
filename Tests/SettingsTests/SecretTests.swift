import FoundationEssentials
import Primitives
import Testing

@testable import Settings

private struct Credentials: SettingsGroup {
    var token: Secret
    var other: Secret?

    init(reading settings: inout SettingsReader) {
        token = settings.secret("TOKEN", help: "Opens the door.")
        other = settings.optionalSecret("OTHER", help: "Opens another.")
    }
}

private struct Doorkeeper: SettingsGroup {
    var keys: [Secret]

    init(reading settings: inout SettingsReader) {
        keys = settings.secrets("KEYS", minimumBytes: 1, help: "Who may come in.")
    }
}

@Suite("Secrets")
struct SecretTests {
    @Test("a secret shows in no text, no dump and no mirror")
    func hidden() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test("a secret is read from the file that KEY_FILE names, without the newline at its end")
    func file() throws {
        let path = try temporaryFile("s3cret\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try Credentials.load(environment: ["TOKEN_FILE": path]).token.exposed == "s3cret")
    }

    @Test("of a value and a file the file counts, and where they differ a warning says so without either", arguments: ["s3cret", "older"])
    func both(value: String) throws {
        let path = try temporaryFile("s3cret\n")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let read = try Credentials.snapshot(environment: ["TOKEN": value, "TOKEN_FILE": path])
        #expect(read.settings.token.exposed == "s3cret")
        #expect(read.warnings == (value == "s3cret" ? [] : ["TOKEN and TOKEN_FILE are both set and differ: the file counts"]))
    }

    @Test("a secret that may be left out is left out where its file isn't there, and a warning says so")
    func missing() throws {
        let environment = ["TOKEN": "s3cret", "OTHER_FILE": "/nonexistent/token"]
        let read = try Credentials.snapshot(environment: environment)
        #expect(read.settings.other == nil)
        #expect(read.warnings == ["OTHER_FILE names a file that isn't there: OTHER is left out"])
        let given = try Credentials.snapshot(environment: environment.merging(["OTHER": "value"]) { $1 })
        #expect(given.settings.other?.exposed == "value")
        #expect(given.warnings == ["OTHER_FILE names a file that isn't there: OTHER counts"])
    }

    @Test("a file that isn't there, or is empty, is an error that names it", arguments: [nil, "", "\n"])
    func badFile(contents: String?) throws {
        let path = try contents.map(temporaryFile) ?? "/nonexistent/token"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: SettingsError.self) { try Credentials.load(environment: ["TOKEN_FILE": path]) }
        #expect(error?.problems.map(\.key) == ["TOKEN_FILE"])
        #expect(error?.problems.first?.value == path)
    }

    @Test("a secret that lets others in is never left out for want of its file")
    func doorkeeper() throws {
        #expect(throws: SettingsError.self) { try Doorkeeper.load(environment: ["KEYS_FILE": "/nonexistent/keys"]) }
    }
}

func temporaryFile(_ contents: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UInt64.random(in: .min ... .max))").path()
    try Data(contents.utf8).write(to: URL(filePath: path))
    return path
}
