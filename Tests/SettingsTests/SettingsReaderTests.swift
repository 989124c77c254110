import Primitives
import Testing

@testable import Settings

private enum Mode: String, CaseIterable {
    case fast, careful
}

private struct Sample: SettingsGroup {
    var host: String
    var port: Int
    var timeout: Duration
    var verbose: Bool
    var mode: Mode
    var agent: ServerURL
    var metrics: ServerURL?
    var database: Secret

    init(reading settings: inout SettingsReader) {
        host = settings.string("HOST", default: "0.0.0.0", help: "Address to listen on.")
        port = settings.integer("PORT", default: 8080, in: 0...65_535, help: "Port to listen on.")
        timeout = settings.seconds("TIMEOUT_SECONDS", default: .seconds(5), in: 0.1...60, help: "Patience.")
        verbose = settings.flag("VERBOSE", default: false, help: "Say more.")
        mode = settings.choice("MODE", default: Mode.careful, help: "How to work.")
        agent = settings.url("AGENT_URL", default: "http://localhost:8000", help: "Whom to ask.")
        metrics = settings.optionalURL("METRICS_URL", help: "Where to count.")
        database = settings.secret("DATABASE_URL", help: "Where to store.")
    }
}

private let minimal = ["DATABASE_URL": "postgres://u:p@h/d"]

@Suite("Settings from the environment")
struct SettingsReaderTests {
    @Test("what isn't set has its default")
    func defaults() throws {
        let settings = try Sample.load(environment: minimal)
        #expect(settings.host == "0.0.0.0")
        #expect(settings.port == 8080)
        #expect(settings.timeout == .seconds(5))
        #expect(settings.verbose == false)
        #expect(settings.mode == .careful)
        #expect(settings.agent.text == "http://localhost:8000")
        #expect(settings.metrics == nil)
        #expect(settings.database.exposed == "postgres://u:p@h/d")
    }

    @Test("what is set is read")
    func values() throws {
        let environment = minimal.merging([
            "HOST": "127.0.0.1", "PORT": "0", "TIMEOUT_SECONDS": "0.25", "VERBOSE": "Yes", "MODE": "FAST", "AGENT_URL": "https://agent/base/",
            "METRICS_URL": "http://[::1]:9090",
        ]) { $1 }
        let settings = try Sample.load(environment: environment)
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 0)
        #expect(settings.timeout == .milliseconds(250))
        #expect(settings.verbose)
        #expect(settings.mode == .fast)
        #expect(settings.agent.appending("/analyze") == "https://agent/base/analyze")
        #expect(settings.metrics?.text == "http://[::1]:9090")
    }

    @Test("an empty value counts as absent")
    func empty() throws {
        #expect(try Sample.load(environment: minimal.merging(["PORT": "", "METRICS_URL": ""]) { $1 }).port == 8080)
    }

    @Test("all errors are reported together, each with its key, its value and what is accepted")
    func errors() throws {
        let environment = ["PORT": "70000", "TIMEOUT_SECONDS": "soon", "MODE": "reckless", "VERBOSE": "maybe", "AGENT_URL": "agent:8000"]
        let error = #expect(throws: SettingsError.self) { try Sample.load(environment: environment) }
        #expect(error?.problems.map(\.key) == ["PORT", "TIMEOUT_SECONDS", "VERBOSE", "MODE", "AGENT_URL", "DATABASE_URL"])
        #expect(
            error?.description == """
                6 settings are wrong:
                  PORT is '70000' (environment): expected an integer, 0 to 65535
                  TIMEOUT_SECONDS is 'soon' (environment): expected seconds, 0.1 to 60
                  VERBOSE is 'maybe' (environment): expected true or false
                  MODE is 'reckless' (environment): expected one of fast, careful
                  AGENT_URL is 'agent:8000' (environment): expected an http or https URL without credentials, query or fragment
                  DATABASE_URL: is required (or DATABASE_URL_FILE, a file that holds it): text
                """)
    }

    @Test(
        "an address that is refused for its credentials is shown without them",
        arguments: [
            ("http://user:sesame@agent:8000", "http://***@agent:8000"), ("ftp://sesame@agent", "ftp://***@agent"),
            ("http://user:se@sa/me@agent", "http://***@agent"), ("http://agent/?token=sesame", "http://agent/?***"),
            ("http://agent#sesame", "http://agent#***"),
        ])
    func credentialsInAddress(address: String, shown: String) {
        let error = #expect(throws: SettingsError.self) { try Sample.load(environment: minimal.merging(["AGENT_URL": address]) { $1 }) }
        #expect(error?.problems.map(\.value) == [shown])
    }

    @Test(
        "a number is a whole decimal number in its range",
        arguments: ["-1", "65536", "8080 ", "0x50", "8_080", "80.0", "９０", "99999999999999999999"])
    func badNumbers(text: String) {
        #expect(throws: SettingsError.self) { try Sample.load(environment: minimal.merging(["PORT": text]) { $1 }) }
    }

    @Test(
        "seconds are finite and in their range",
        arguments: ["0", "61", "nan", "inf", "-5", "5s", "1e400"])
    func badSeconds(text: String) {
        #expect(throws: SettingsError.self) { try Sample.load(environment: minimal.merging(["TIMEOUT_SECONDS": text]) { $1 }) }
    }

    @Test(
        "a server's address has no credentials, no query and no blanks",
        arguments: ["ftp://host", "http://", "host", "http://user:pw@host", "http://host?x=1", "http://host#x", "http://ho st", "http://host\n"])
    func badURLs(text: String) {
        #expect(ServerURL(text) == nil)
    }

    @Test("the table is made from the declarations, and shows no secret")
    func table() {
        let table = SettingsTable(Sample.declarations)
        #expect(table.declarations.map(\.key).first == "HOST")
        #expect(table.markdown.contains("| `PORT` | `8080` | an integer, 0 to 65535 | Port to listen on. |\n"))
        #expect(
            table.markdown.contains(
                "| `DATABASE_URL` | required | text | Where to store. Secret; also from the file that `DATABASE_URL_FILE` names. |"))
        #expect(table.plain.contains("  TIMEOUT_SECONDS  (seconds, 0.1 to 60; default 5)\n      Patience.\n"))
    }
}
