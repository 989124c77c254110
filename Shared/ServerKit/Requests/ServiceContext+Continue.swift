import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

extension ServiceContext {
    /// Tells a client that waits for it to go on and send the body (RFC 9110, section 10.1.1): once it is clear that the body will be read.
    func sendContinue(for request: Request) async throws {
        guard let expectation = request.headers[.expect], expectation.lowercased() == "100-continue" else { return }
        try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
    }
}
