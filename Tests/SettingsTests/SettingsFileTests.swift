import FoundationEssentials
import Primitives
import Testing

@testable import Settings

private struct Sample: SettingsGroup {
    var port: Int
    var name: String
    var token: Secret?

    init(reading settings: inout SettingsReader) {
        port = settings.integer("PORT", default: 8080, in: 1...65_535, help: "Port.")
        name = settings.string("SERVICE_NAME", default: "whence", help: "Name.")
        token = settings.optionalSecret("TOKEN", help: "Token.")
    }
}

@Suite("Settings from a YAML file")
struct SettingsFileTests {
    private func load(_ yaml: String, environment: [String: String] = [:]) throws -> Sample {
        let path = try temporaryFile(yaml)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Sample.load(environment: environment.merging(["WHENCE_CONFIG": path]) { $1 })
    }

    @Test("keys are the environment's in lower case")
    func reads() throws {
        let settings = try load("port: 9000\nservice_name: '007'\ntoken: abc\n")
        #expect(settings.port == 9000)
        #expect(settings.name == "007")
        #expect(settings.token?.exposed == "abc")
    }

    @Test("the environment wins, and null counts as absent")
    func precedence() throws {
        let settings = try load("port: 9000\nservice_name: ~\n", environment: ["PORT": "9001"])
        #expect(settings.port == 9001)
        #expect(settings.name == "whence")
    }

    @Test("an empty file changes nothing", arguments: ["", "# nothing\n", "---\n"])
    func empty(yaml: String) throws {
        #expect(try load(yaml).port == 8080)
    }

    @Test("unknown keys are errors, with the key that was meant where one is close")
    func unknown() throws {
        let error = #expect(throws: SettingsError.self) { try load("serviceName: x\ncolour: red\nport: 0\n") }
        #expect(error?.problems.map(\.key) == ["PORT", "colour", "serviceName"])
        #expect(error?.description.contains("did you mean service_name?") == true)
    }

    @Test("lists and mappings are no settings", arguments: ["port: [1]", "port: {a: 1}", "- 1", "just text", "a: b: c", "\"unclosed"])
    func shapes(yaml: String) {
        #expect(throws: SettingsError.self) { try load(yaml) }
    }

    @Test("a file that isn't there is an error that names it")
    func missing() {
        let error = #expect(throws: SettingsError.self) { try Sample.load(environment: ["WHENCE_CONFIG": "/nonexistent/whence.yaml"]) }
        #expect(error?.problems.first?.key == "WHENCE_CONFIG")
    }
}
