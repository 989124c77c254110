import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// The body of a client that waits to be told that it is wanted (`Expect: 100-continue`; RFC 9110, section 10.1.1).
///
/// It is told when the body is first read: by then it is clear that the request isn't refused. Otherwise it is spared sending it.
struct ExpectedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let base: RequestBody
    let channel: any Channel

    static func isExpected(in request: Request) -> Bool {
        request.headers[.expect]?.lowercased() == "100-continue"
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeAsyncIterator(), channel: channel)
    }

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var channel: (any Channel)?

        @concurrent mutating func next() async throws -> ByteBuffer? {
            if let channel {
                self.channel = nil
                try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
            }
            return try await base.next()
        }
    }
}
