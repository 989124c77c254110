import FoundationEssentials
import HTTPKit
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

extension EndToEndTests {
    @Test(.timeLimit(.minutes(3)))
    func `Bad input is answered with a clear error, writes nothing, and leaves the service well`() async throws {
        try await Stack.run("calm") { stack in
            let url = stack.ingest[0].address + Webhook.path
            for input in try BadInput.all() {
                let status: Int
                do {
                    let response = try await stack.client.post(url, input.body)
                    status = response.status.code
                    let text = String(decoding: response.body.prefix(20_000), as: UTF8.self)
                    #expect(text.contains("\"detail\""), "\(input.name): a problem document says what is wrong")
                } catch let error as TransportError where input.status == 413 && error.reason == .disconnected {
                    // The server need not read what it refuses, so that the client may see the connection close instead of the answer.
                    status = 413
                }
                #expect(status == input.status, "\(input.name)")
                #expect(try await stack.count("SELECT count(*) FROM alerts") == 0, "\(input.name): nothing is written")
                #expect(try await stack.client.get(stack.ingest[0].address + "/readyz").status.code == 200, "\(input.name)")
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `Labels that look like markup are shown as the text that they are`() async throws {
        try await Stack.run("calm") { stack in
            let (address, hostile) = (stack.ingest[0].address, #"<script>alert("x")</script>'"><img src=x onerror=alert(1)>"#)
            var alert = Webhook.alert(1)
            for name in ["alertname", "namespace", "deployment", "severity", "summary"] { alert.labels[name] = hostile }
            let response = try await stack.client.post(address + Webhook.path, json: Webhook.body([alert]))
            #expect(response.status.code == 200)
            let incident = try #require(try response.decodeJSON(JSONValue.self)["incidents"]?.array?.first?.string)
            for page in ["/", "/incidents/\(incident)", "/alerts/\(alert.fingerprint)"] {
                let response = try await stack.client.get(address + page)
                let html = String(decoding: response.body, as: UTF8.self)
                #expect(response.status.code == 200, "\(page)")
                #expect(!html.contains("<script>alert") && !html.contains("<img src=x"), "\(page)")
                #expect(html.contains("&lt;script&gt;"), "\(page) shows it")
            }
        }
    }
}

extension EndToEndTests {
    @Test(.timeLimit(.minutes(3)))
    func `A NUL character, which PostgreSQL's text can't hold, does not keep an alert out`() async throws {
        try await Stack.run("calm") { stack in
            let address = stack.ingest[0].address
            var alert = Webhook.alert(1)
            alert.labels["pod"] = "a\0b"
            let response = try await stack.client.post(address + Webhook.path, json: Webhook.body([alert]))
            #expect(response.status.code == 200)
            #expect(try await stack.client.get("\(address)/alerts/\(alert.fingerprint)").status.code == 200)
        }
    }
}

/// What a broken or hostile sender may post.
struct BadInput {
    let name: String
    let body: [UInt8]
    let status: Int

    static func all() throws -> [BadInput] {
        let valid = [UInt8](try Client.encoder.encode(Webhook.body([Webhook.alert(1)])))
        var many = Webhook.alert(1)
        for number in 0..<100_000 { many.labels["label_\(number)"] = "x" }
        return [
            BadInput(name: "nothing", body: [], status: 400),
            BadInput(name: "truncated JSON", body: Array(valid.dropLast(20)), status: 400),
            BadInput(name: "another document", body: Array("[1, 2, 3]".utf8), status: 400),
            BadInput(name: "wrong types", body: Array(#"{"version":"4","alerts":[{"labels":[],"startsAt":7}]}"#.utf8), status: 400),
            BadInput(name: "a time that is none", body: replaced(valid, "2026-11-21T07:42:39.578Z", "yesterday"), status: 400),
            BadInput(name: "another version", body: replaced(valid, #""version":"4""#, #""version":"3""#), status: 400),
            BadInput(name: "100,000 labels", body: [UInt8](try Client.encoder.encode(Webhook.body([many]))), status: 400),
            BadInput(name: "a NUL byte in the body", body: valid + [0], status: 400),
            BadInput(name: "invalid UTF-8", body: replaced(valid, "KubePodNotReady", [0xFF, 0xC0, 0x80]), status: 400),
            BadInput(name: "deep nesting", body: [UInt8](repeating: UInt8(ascii: "["), count: 200_000), status: 400),
            BadInput(name: "deeply nested objects", body: Array(String(repeating: #"{"alerts":"#, count: 100_000).utf8), status: 400),
            BadInput(name: "50 MB", body: [UInt8](repeating: UInt8(ascii: " "), count: 50 << 20), status: 413),
        ]
    }

    private static func replaced(_ body: [UInt8], _ text: String, _ other: String) -> [UInt8] {
        replaced(body, text, Array(other.utf8))
    }

    private static func replaced(_ body: [UInt8], _ text: String, _ other: [UInt8]) -> [UInt8] {
        var body = body
        if let range = body.firstRange(of: Array(text.utf8)) { body.replaceSubrange(range, with: other) }
        return body
    }
}
