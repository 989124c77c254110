import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request isn't complete within a time of its head's arrival.
///
/// An idle timeout alone starts anew with every byte, so a client that sends one now and then could hold a connection for ever.
/// A timer is only set for a request that doesn't come in one piece; most do.
final class ReadDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let timeout: TimeAmount
    private let hits: LimitHits
    private var isReading = false
    private var deadline: Scheduled<Void>?

    init(timeout: TimeAmount, hits: LimitHits) {
        self.timeout = timeout
        self.hits = hits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
        case .body:
            break
        case .end:
            isReading = false
            disarm()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isReading, deadline == nil {
            let (channel, hits) = (context.channel, hits)
            deadline = context.eventLoop.scheduleTask(in: timeout) {
                hits.hit(.readTime)
                channel.close(promise: nil)
            }
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        disarm()
        context.fireChannelInactive()
    }

    private func disarm() {
        deadline?.cancel()
        deadline = nil
    }
}
