import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    /// A value as JSON, members sorted, so that equal values have equal bytes.
    ///
    /// A value that can't be encoded (a number that isn't finite) is a mistake of ours and answered as a 500.
    package static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            return Response(status: .internalServerError)
        }
        return bytes(ByteBuffer(bytes: data), type: "application/json", status: status, headers: headers)
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
