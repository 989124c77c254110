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

    @Test("a value and a file at once are an error that shows neither")
    func both() throws {
        let error = #expect(throws: SettingsError.self) { try Credentials.load(environment: ["TOKEN": "hunter2", "TOKEN_FILE": "/nowhere"]) }
        #expect(error?.description.contains("not both") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("a file that isn't there, or is empty, is an error that names it", arguments: [nil, "", "\n"])
    func badFile(contents: String?) throws {
        let path = try contents.map(temporaryFile) ?? "/nonexistent/token"
        let error = #expect(throws: SettingsError.self) { try Credentials.load(environment: ["TOKEN_FILE": path]) }
        #expect(error?.problems.map(\.key) == ["TOKEN_FILE"])
        #expect(error?.problems.first?.value == path)
    }
}

func temporaryFile(_ contents: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UInt64.random(in: .min ... .max))").path()
    try Data(contents.utf8).write(to: URL(filePath: path))
    return path
}
