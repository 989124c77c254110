import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Gathers an answer on the connection's event loop and stops at the bound of its size.
///
/// A delegate and not the asynchronous sequence of the body: the deadline then holds for the last byte too, and a large answer costs one resumption of the
/// caller instead of one a chunk.
///
/// Unchecked, because it is used by one event loop only, that of its request.
final class ResponseCollector: HTTPClientResponseDelegate, @unchecked Sendable {
    struct TooLarge: Error {
        var limit: Int
    }

    private let method: HTTPRequest.Method
    private let limit: Int
    private var status = HTTPResponse.Status.ok
    private var headers = HTTPFields()
    private var body: [UInt8] = []

    init(method: HTTPRequest.Method, limit: Int) {
        self.method = method
        self.limit = limit
    }

    func didReceiveHead(task: HTTPClient.Task<OutboundResponse>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        status = HTTPResponse.Status(code: Int(head.status.code))
        headers.reserveCapacity(head.headers.count)
        for (name, value) in head.headers {
            guard let name = HTTPField.Name(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        if method != .head, let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
            guard length <= limit else { return task.eventLoop.makeFailedFuture(TooLarge(limit: limit)) }
            body.reserveCapacity(length)
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<OutboundResponse>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        guard body.count + buffer.readableBytes <= limit else { return task.eventLoop.makeFailedFuture(TooLarge(limit: limit)) }
        buffer.withUnsafeReadableBytes { body.append(contentsOf: $0) }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<OutboundResponse>) throws -> OutboundResponse {
        OutboundResponse(status: status, headers: headers, body: body)
    }
}
