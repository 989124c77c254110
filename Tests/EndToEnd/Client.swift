import FoundationEssentials
import HTTPKit
import HTTPTypes
import Primitives
import TestSupport

/// What the tests ask of a service over HTTP.
struct Client: Sendable {
    let network: AsyncHTTPClientTransport

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    init() throws {
        network = try AsyncHTTPClientTransport()
    }

    func get(_ url: String, token: String? = nil) async throws -> OutboundResponse {
        var headers: HTTPFields = [:]
        headers[.authorization] = token.map { "Bearer \($0)" }
        return try await network.send(OutboundRequest(url: url, headers: headers, timeout: .seconds(30)))
    }

    func json(_ url: String) async throws -> JSONValue {
        let response = try await get(url)
        guard response.isSuccess else {
            throw TestSupportError("\(url) answered \(response.status.code): \(String(decoding: response.body.prefix(1000), as: UTF8.self))")
        }
        return try response.decodeJSON(JSONValue.self)
    }

    func post(
        _ url: String, _ body: [UInt8], headers: [String: String] = [:], timeout: Duration = .seconds(30)
    ) async throws -> OutboundResponse {
        var fields: HTTPFields = [.contentType: "application/json"]
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        return try await network.send(OutboundRequest(method: .post, url: url, headers: fields, body: body, timeout: timeout))
    }

    func post(_ url: String, json: JSONValue, timeout: Duration = .seconds(30)) async throws -> OutboundResponse {
        try await post(url, [UInt8](try Self.encoder.encode(json)), timeout: timeout)
    }
}
