import Contracts
import FoundationEssentials
import Testing

@testable import CommandLineApp

@Suite("The alert to analyse")
struct AlertInputTests {
    private static func alert(_ name: String, _ status: String = "firing") -> String {
        #"{"status":"\#(status)","labels":{"alertname":"\#(name)"},"startsAt":"2026-11-21T07:42:39Z","endsAt":"0001-01-01T00:00:00Z"}"#
    }

    private static func names(_ text: String) throws -> [[String]] {
        try AlertInput.requests(parsing: Array(text.utf8)).map { [$0.alert.name] + $0.relatedAlerts.map(\.name) }
    }

    @Test("is a webhook's firing alerts, each with the others beside it")
    func webhook() throws {
        let text = #"{"version":"4","status":"firing","alerts":[\#(Self.alert("A")),\#(Self.alert("B", "resolved")),\#(Self.alert("C"))]}"#
        #expect(try Self.names(text) == [["A", "B", "C"], ["C", "A", "B"]])
    }

    @Test("is a resolved alert where no other fires")
    func resolved() throws {
        #expect(try Self.names(#"{"alerts":[\#(Self.alert("A", "resolved"))]}"#) == [["A"]])
    }

    @Test("is one alert, or a request to the agent")
    func others() throws {
        #expect(try Self.names(Self.alert("A")) == [["A"]])
        let request = try AlertInput.requests(parsing: Array(#"{"alert":\#(Self.alert("A")),"thread_ts":"12.3","depth":"deep"}"#.utf8))
        #expect(request.map(\.threadTs) == ["12.3"])
        #expect(request.map(\.depth) == [.deep])
    }

    @Test(
        "is refused with the field that is wrong",
        arguments: [
            ("", "it is no JSON object"), ("[]", "it is no JSON object"),
            ("{}", "it is neither a webhook (alerts), an alert (status, labels, startsAt) nor a request to the agent (alert)"),
            (#"{"alerts":[]}"#, "the webhook holds no alerts"),
            (#"{"alerts":[{"status":"firing","labels":{}}]}"#, "alerts[0].startsAt is missing"),
            (
                #"{"alert":{"status":"odd","labels":{"a":1}}}"#,
                "alert.status must be firing or resolved; alert.labels must be an object of strings; alert.startsAt is missing"
            ),
            (#"{"alerts":{}}"#, "alerts must be a list"), (#"{"alert":7}"#, "alert must be an object"),
            (
                #"{"status":"firing","labels":{},"startsAt":"soon"}"#, "startsAt must be an RFC 3339 time, such as 2026-11-21T07:42:39Z"
            ),
            (#"{"status":"firing","labels":{},"startsAt":"2026-11-21T07:42:39Z","fingerprint":7}"#, "fingerprint: "),
        ])
    func refused(text: String, message: String) {
        let error = #expect(throws: AlertInput.Unreadable.self) { try AlertInput.requests(parsing: Array(text.utf8)) }
        #expect(message.hasSuffix(" ") ? error?.description.hasPrefix(message) == true : error?.description == message)
    }
}
