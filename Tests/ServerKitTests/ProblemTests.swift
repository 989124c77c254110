import Contracts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Errors as problem documents")
struct ProblemTests {
    private let service = TestService()

    private func problem(_ uri: String, _ method: HTTPRequest.Method = .get, body: String? = nil) async throws -> (ProblemDocument, HTTPFields) {
        try await service.application.test(.router) { client in
            let response = try await client.executeRequest(uri: uri, method: method, headers: [:], body: body.map { ByteBuffer(string: $0) })
            let document = try JSONDecoder().decode(ProblemDocument.self, from: Data(response.body.readableBytesView))
            #expect(response.headers[.contentType] == "application/problem+json")
            #expect(response.status.code == document.status)
            #expect(document.instance == response.headers[HTTPField.Name("x-request-id") ?? .via])
            return (document, response.headers)
        }
    }

    @Test("what a route throws is shown as it is, with its headers")
    func thrown() async throws {
        let (missing, _) = try await problem("/greetings/7")
        #expect(missing.status == 404)
        #expect(missing.detail == "There is no greeting 7.")
        let (busy, headers) = try await problem("/busy")
        #expect(busy.status == 503)
        #expect(headers[.retryAfter] == "7")
    }

    @Test("an unknown error tells the client nothing and the log everything")
    func unknown() async throws {
        let (document, _) = try await problem("/broken")
        #expect(document.status == 500)
        #expect(document.detail?.contains("hunter2") == false)
        let line = try #require(service.log.all.first { $0.contains("\"level\":\"error\"") })
        let id = try #require(document.instance)
        #expect(line.contains("Unexpected") && line.contains(id))
    }

    @Test("a path that isn't there is a 404, a method that isn't there a 405 with those that are")
    func unmatched() async throws {
        #expect(try await problem("/nothing").0.status == 404)
        let (document, headers) = try await problem("/greetings/7", .delete)
        #expect(document.status == 405)
        #expect(headers[.allow] == "GET, HEAD, PUT")
    }

    @Test(
        "a body that can't be read is a 400 that names the field",
        arguments: [
            (#"{"name":1}"#, "name", "is not a string"), (#"{}"#, "name", "is missing"), (#"{"name":"#, "body", "is not valid JSON"),
            ("", "body", "is empty, not JSON"), (#"{"name":"a\u0000"}"#, "name", "holds U+0000, which can't be stored"),
            (#"{"name":"a","tags":{"b":[]}}"#, "tags.b", "is not a string"),
            (String(repeating: "[", count: 10_000), "[0]", "is nested deeper than 48 levels"),
        ])
    func invalid(body: String, field: String, message: String) async throws {
        let (document, _) = try await problem("/greetings", .post, body: body)
        #expect(document.status == 400)
        #expect(document.errors?.first?.field.hasPrefix(field) == true)
        #expect(document.errors?.first?.message == message)
    }

    @Test("a body that is longer than its bound is a 413")
    func tooLarge() async throws {
        let (document, _) = try await problem("/greetings", .post, body: String(repeating: " ", count: 1 << 17))
        #expect(document.status == 413)
    }
}
