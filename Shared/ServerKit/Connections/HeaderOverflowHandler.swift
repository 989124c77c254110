import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Counts requests whose headers are too large. The server answers them with 400 and closes.
final class HeaderOverflowHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let hits: LimitHits

    init(hits: LimitHits) {
        self.hits = hits
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, error == .headerOverflow { hits.hit(.headers) }
        context.fireErrorCaught(error)
    }
}
