import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    /// A value as JSON, members sorted, so that equal values have equal bytes.
    ///
    /// - Throws: `EncodingError` for a value that JSON can't hold (a number that isn't finite): a mistake of ours, logged and answered with 500.
    package static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return bytes(ByteBuffer(bytes: try encoder.encode(value)), type: "application/json", status: status, headers: headers)
    }

    package static func text(_ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok) -> Response {
        bytes(ByteBuffer(string: text), type: type, status: status)
    }

    /// - Parameter document: A whole page, escaped already.
    package static func html(_ document: String, status: HTTPResponse.Status = .ok) -> Response {
        text(document, type: "text/html; charset=utf-8", status: status)
    }

    private static func bytes(_ buffer: ByteBuffer, type: String, status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }
}
