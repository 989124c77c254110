import IngestApp
import IngestDomain
import Primitives
import Settings
import Testing

@Suite("Ingest's settings")
struct IngestSettingsTests {
    @Test(
        "an address of the database that libpq can't read is reported among the other errors, without a word of it",
        arguments: ["nonsense", "postgres://u:sesame@[::1/d", "host=db passwort=sesame", "postgres://u:sesame@h/d?colour=red"])
    func unreadableDatabase(url: String) {
        let error = #expect(throws: SettingsError.self) { try IngestSettings.load(environment: ["DATABASE_URL": url, "PORT": "high"]) }
        #expect(error?.problems.map(\.key) == ["PORT", "DATABASE_URL"])
        #expect(error?.description.contains("sesame") == false)
        #expect(error?.description.contains("nonsense") == false)
    }

    @Test(
        "an address of the database is a URL or libpq's keywords",
        arguments: ["postgres://u:p@h:5432/d?sslmode=require", "postgresql:///d?host=/run/postgresql", "host=/run/postgresql dbname=d"])
    func readableDatabase(url: String) throws {
        #expect(try IngestSettings.load(environment: ["DATABASE_URL": url]).database.url.exposed == url)
    }

    @Test("correlation rules are read in their order, and what is wrong with them is reported by its place")
    func correlationRules() throws {
        let rules = """
            - when: {alertname: "Etcd*", team: "!web"}
              by: [zone]
              window_seconds: 60
            - by: [namespace, workload]
            """
        let environment = ["DATABASE_URL": "postgresql:///d", "CORRELATION_RULES": rules]
        let expected = CorrelationRules([
            CorrelationRule(
                by: [.label("zone")],
                when: [LabelCondition(label: "alertname", text: "Etcd*"), LabelCondition(label: "team", text: "!web")],
                joinWindow: .seconds(60)),
            CorrelationRule(by: [.namespace, .workload]),
        ])
        #expect(try IngestSettings.load(environment: environment).incidents.correlation == expected)

        let wrong = #"[{"by": []}, {"by": ["node"], "window": 5}, {"by": ["node"], "window_seconds": -1}, 7]"#
        let error = #expect(throws: SettingsError.self) {
            try IngestSettings.load(environment: ["DATABASE_URL": "postgresql:///d", "CORRELATION_RULES": wrong])
        }
        #expect(error?.problems.map { $0.expected.prefix(4) } == ["[0].", "[1].", "[2].", "[3] "])
    }

    @Test("a generic source whose mapping is wrong keeps the service from starting, and everything wrong with it is told by its place")
    func genericSources() throws {
        let right = #"{"uptime": {"labels": {"alertname": "check"}, "status": {"path": "state", "firing": "down"}}}"#
        _ = try IngestSettings.load(environment: ["DATABASE_URL": "postgresql:///d", "GENERIC_SOURCES": right])

        let wrong = """
            uptime:
              labels: {alertname: "..", severity: {path: priority, wordz: {}}}
              status: {path: state, firing: [down], resolved: [DOWN]}
            prometheus: {labels: {alertname: a}}
            Größe: 7
            """
        let error = #expect(throws: SettingsError.self) {
            try IngestSettings.load(environment: ["DATABASE_URL": "postgresql:///d", "GENERIC_SOURCES": wrong, "PORT": "high"])
        }
        #expect(Set(error?.problems.map(\.key) ?? []) == ["PORT", "GENERIC_SOURCES"])
        for place in ["uptime.labels.alertname", "uptime.labels.severity.wordz", "uptime.status.resolved", "prometheus.status", "Größe"] {
            #expect(error?.problems.contains { $0.expected.contains(place) } == true, "\(place)")
        }
    }
}

@Suite("Ingest's access settings")
struct IngestAccessSettingsTests {
    private static let database = ["DATABASE_URL": "postgres://u:p@h/d"]

    @Test func `off loopback it doesn't start open, and says how it would start`() throws {
        let error = #expect(throws: SettingsError.self) { try IngestSettings.load(environment: Self.database.merging(["HOST": "0.0.0.0"]) { $1 }) }
        #expect(error?.problems.map(\.key) == ["ACCESS_CONTROL"])
        #expect(error?.description.contains("whence token create") == true)
    }

    @Test(arguments: [
        ["HOST": "0.0.0.0", "ACCESS_CONTROL": "tokens"], ["HOST": "0.0.0.0", "ADMIN_TOKEN": String(repeating: "a", count: 32)],
        ["HOST": "0.0.0.0", "ACCESS_CONTROL": "open-to-anyone-who-can-connect"], [:],
    ])
    func `it starts with tokens, on loopback, or told so in words`(environment: [String: String]) throws {
        _ = try IngestSettings.load(environment: Self.database.merging(environment) { $1 })
    }
}
