import Contracts
import IngestAPI
import IngestDomain
import Primitives
import Testing

@Suite struct AlertmanagerSourceTests {
    private static let start = Timestamp(microseconds: 1_795_246_959_578_000)
    private static let now = start + .seconds(60)

    /// A webhook with these alerts, each the inside of a JSON object.
    private static func body(_ alerts: String..., outer: String = #""status":"firing","#) -> String {
        #"{"version":"4",\#(outer)"alerts":[\#(alerts.map { "{\($0)}" }.joined(separator: ","))]}"#
    }

    private static let minimal = #""labels":{"alertname":"A"},"startsAt":"2026-11-21T07:42:39.578Z""#

    private func decode(_ body: String, limits: WebhookLimits = WebhookLimits()) throws(IntakeError) -> NotificationReader.Webhook {
        try decode(Array(body.utf8), limits: limits)
    }

    private func decode(_ body: [UInt8], limits: WebhookLimits = WebhookLimits()) throws(IntakeError) -> NotificationReader.Webhook {
        try NotificationReader(limits: limits, defaultCluster: "home").read(body, from: "alertmanager", at: Self.now)
    }

    @Test func `a whole webhook is read as it stands`() throws {
        let webhook = try decode(
            #"""
            {"receiver":"whence","status":"firing","groupKey":"{}:{alertname=\"A\"}","truncatedAlerts":3,"version":"4","thread_ts":"1700.5",
             "groupLabels":{"alertname":"A"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am","future":[{"x":null}],
             "alerts":[{"status":"resolved","labels":{"alertname":"A","severity":"page-me"},"annotations":{"summary":"s"},
             "startsAt":"2026-11-21T07:42:39.578Z","endsAt":"2026-11-21T07:43:00Z","generatorURL":"http://p","fingerprint":"00ff","x":1}]}
            """#)
        let alert = Alert(
            status: .resolved, labels: ["alertname": "A", "severity": "page-me"], annotations: ["summary": "s"], startsAt: Self.start,
            endsAt: Timestamp(rfc3339: "2026-11-21T07:43:00Z"), generatorURL: "http://p", fingerprint: "00ff")
        #expect(webhook.truncatedAlerts == 3)
        let incoming = try #require(webhook.alerts.first)
        #expect(incoming.alert == alert)
        #expect(incoming.groupKey == #"{}:{alertname="A"}"#)
        #expect(incoming.receiver == "whence")
        #expect(incoming.threadTs == "1700.5")
        #expect(incoming.cluster == "home")
        #expect(incoming.receivedAt == Self.now)
    }

    @Test func `an alert needs no more than labels and a start`() throws {
        let webhook = try decode(Self.body(Self.minimal, outer: ""))
        let alert = try #require(webhook.alerts.first)
        #expect(alert.alert.status == .firing)
        #expect(alert.alert.startsAt == Self.start)
        #expect(alert.alert.annotations.isEmpty)
        #expect(alert.fingerprint == Fingerprint.compute(["alertname": "A"]))
        #expect(alert.threadTs.isEmpty && webhook.truncatedAlerts == 0)
    }

    @Test func `a webhook without alerts is a webhook`() throws {
        #expect(try decode(#"{"version":"4","alerts":[]}"#).alerts.isEmpty)
    }

    @Test(arguments: [
        (#""status":"resolved""#, #""status":"firing","#, AlertStatus.resolved),
        (#""status":"firing""#, #""status":"resolved","#, .firing),
        (#""x":0"#, #""status":"resolved","#, .resolved),
        (#""x":0"#, "", .firing),
        (#""endsAt":"2026-11-21T07:43:00Z""#, #""status":"firing","#, .resolved),
        (#""endsAt":"2026-11-21T09:00:00Z""#, #""status":"resolved","#, .firing),
        (#""endsAt":"0001-01-01T00:00:00Z""#, #""status":"resolved","#, .resolved),
        (#""endsAt":null,"status":null"#, #""status":null,"#, .firing),
    ])
    func `an alert's own status counts, then its end, then the notification's`(alert: String, outer: String, expected: AlertStatus) throws {
        let webhook = try decode(Self.body("\(alert),\(Self.minimal)", outer: outer))
        #expect(webhook.alerts.map(\.alert.status) == [expected])
    }

    @Test func `a firing alert has no end`() throws {
        let webhook = try decode(Self.body(#""status":"firing","endsAt":"2026-11-21T07:43:00Z",\#(Self.minimal)"#))
        #expect(webhook.alerts[0].alert.endsAt == nil)
    }

    @Test(arguments: [#""fingerprint":"""#, #""fingerprint":null"#, #""annotations":null"#, #""generatorURL":null"#])
    func `what is empty counts as absent`(member: String) throws {
        #expect(try decode(Self.body("\(member),\(Self.minimal)")) == decode(Self.body(Self.minimal)))
    }

    @Test func `a NUL becomes a replacement character, and the alert is kept`() throws {
        let webhook = try decode(
            Self.body(#""labels":{"a\u0000b":"c\u0000d","path":"C:\\u0000"},"startsAt":"2026-11-21T07:42:39.578Z","generatorURL":"\u0000""#))
        #expect(webhook.alerts[0].alert.labels == ["a\u{FFFD}b": "c\u{FFFD}d", "path": #"C:\u0000"#])
        #expect(webhook.alerts[0].alert.generatorURL == "\u{FFFD}")
    }

    @Test(arguments: [
        ("", "body"),
        ("hello", "body"),
        (#"{"version":"4","alerts":[{"labels""#, "alerts[0]"),
        ("[]", "body"),
        ("null", "body"),
        (#""4""#, "body"),
        (#"{"alerts":[]}"#, "version"),
        (#"{"version":4,"alerts":[]}"#, "version"),
        (#"{"version":"3","alerts":[]}"#, "version"),
        (#"{"version":"4"}"#, "alerts"),
        (#"{"version":"4","alerts":null}"#, "alerts"),
        (#"{"version":"4","alerts":{}}"#, "alerts"),
        (#"{"version":"4","alerts":["x"]}"#, "alerts[0]"),
        (#"{"version":"4","alerts":[],"status":"ok"}"#, "status"),
        (#"{"version":"4","alerts":[],"truncatedAlerts":"many"}"#, "truncatedAlerts"),
        (#"{"version":"4","alerts":[],"groupKey":7}"#, "groupKey"),
        (body(minimal, minimal, #""labels":{"a":"b"},"startsAt":"soon""#), "alerts[2].startsAt"),
        (body(minimal, #""labels":{"a":"b"}"#), "alerts[1].startsAt"),
        (body(#""labels":{"a":"b"},"startsAt":1795246959"#), "alerts[0].startsAt"),
        (body(#""startsAt":"2026-11-21T07:42:39.578Z""#), "alerts[0].labels"),
        (body(#""labels":{},"startsAt":"2026-11-21T07:42:39.578Z""#), "alerts[0].labels"),
        (body(#""labels":[],"startsAt":"2026-11-21T07:42:39.578Z""#), "alerts[0].labels"),
        (body(#""labels":{"n":1},"startsAt":"2026-11-21T07:42:39.578Z""#), "alerts[0].labels.n"),
        (body(#""status":"suppressed",\#(minimal)"#), "alerts[0].status"),
        (body(#""endsAt":"never",\#(minimal)"#), "alerts[0].endsAt"),
        (body(#""annotations":"text",\#(minimal)"#), "alerts[0].annotations"),
        (body(#""annotations":{"a":["b"]},\#(minimal)"#), "alerts[0].annotations.a"),
        (body(#""fingerprint":1,\#(minimal)"#), "alerts[0].fingerprint"),
        (body(#""labels":{"a":"\ud800"},"startsAt":"2026-11-21T07:42:39.578Z""#), "alerts[0].labels.a"),
        (String(repeating: "[", count: 100_000), "body"),
        (#"{"version":"4","alerts":[],"x":"# + String(repeating: "[", count: 100_000), "x" + String(repeating: "[0]", count: 47)),
    ])
    func `anything else is rejected, with the field named`(body: String, field: String) {
        #expect(fields { () throws(IntakeError) in try decode(body) } == [field])
    }

    @Test func `bytes that aren't UTF-8 are refused`() {
        var body = Array(Self.body(Self.minimal).utf8)
        body.replace([UInt8(ascii: "A")], with: [0xC3, 0x28])
        #expect(fields { () throws(IntakeError) in try decode(body) } == ["alerts[0].labels.alertname"])
    }

    private static let small = {
        var limits = WebhookLimits()
        (limits.alerts, limits.textBytes, limits.alert.count, limits.alert.nameBytes, limits.alert.valueBytes) = (2, 8, 2, 4, 8)
        return limits
    }()

    /// Within the bounds.
    private static let short = #""labels":{"a":"b"},"startsAt":"2026-11-21T07:42:39.578Z""#

    private static func labelled(_ labels: String, more: String = "") -> String {
        body(#"\#(more)"labels":{\#(labels)},"startsAt":"2026-11-21T07:42:39.578Z""#)
    }

    @Test(
        arguments: [
            (body(#""labels":{"a":"b"},"startsAt":"2026-11-21T07:42:39Z""#), nil),
            (labelled(#""abcd":"12345678","b":"""#, more: #""annotations":{"abcd":"12345678"},"#), nil),
            (#"{"version":"4","alerts":[\#(Array(repeating: "{\(short)}", count: 3).joined(separator: ","))]}"#, "alerts[2]"),
            (body(short, short), nil),
            (labelled(#""a":"1","b":"2","c":"3""#), "alerts[0].labels"),
            (labelled(#""abcde":"1""#), "alerts[0].labels"),
            (labelled(#""a":"123456789""#), "alerts[0].labels.a"),
            (labelled(#""a":"1""#, more: #""annotations":{"a":"123456789"},"#), "alerts[0].annotations.a"),
            (labelled(#""a":"1""#, more: #""annotations":{"a":"1","b":"2","c":"3"},"#), "alerts[0].annotations"),
            (labelled(#""a":"1""#, more: #""generatorURL":"123456789","#), "alerts[0].generatorURL"),
            (labelled(#""a":"1""#, more: #""fingerprint":"12345","#), "alerts[0].fingerprint"),
            (#"{"version":"4","alerts":[],"groupKey":"123456789"}"#, "groupKey"),
            (#"{"version":"4","alerts":[],"thread_ts":"123456789"}"#, "thread_ts"),
        ] as [(String, String?)])
    func `each bound holds, and what fits it is taken`(body: String, field: String?) {
        #expect(fields { () throws(IntakeError) in try decode(body, limits: Self.small) } == field.map { [$0] })
    }

    @Test func `what is wrong is told a hundred times at most, and counted to the end`() throws {
        let webhook = try decode(#"{"version":"4","alerts":[\#(Array(repeating: "0", count: 150).joined(separator: ",")),{\#(Self.minimal)}]}"#)
        #expect(webhook.alerts.count == 1)
        #expect(webhook.rejections.alerts == 150)
        #expect(webhook.rejections.errors.map(\.field) == (0..<100).map { "alerts[\($0)]" })
    }

    /// The fields that are named as wrong; nil where nothing is.
    private func fields(_ work: () throws(IntakeError) -> NotificationReader.Webhook) -> [String]? {
        do throws(IntakeError) {
            let rejections = try work().rejections
            return rejections.alerts == 0 ? nil : rejections.errors.map(\.field)
        } catch {
            guard case .rejected(let errors) = error else { return ["not rejected: \(error)"] }
            return errors.map(\.field)
        }
    }
}
