import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Leaves the body of a request with its client until somebody wants it.
///
/// Otherwise up to ten reads of each body would wait in memory for their reader, on every connection at once. A body is wanted when a route
/// is about to read it; what nobody wanted is dropped as it comes in, once the request is answered.
///
/// A client that goes away hands over, with its end, all that the kernel still holds of it: hundreds that give up at once would bring as many bodies.
/// So a connection that has ended before anybody wanted more than a little of its body is closed.
final class BodyGateHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Triggered on the channel by who is about to read the body.
    struct Open: Sendable {}

    /// Bytes of a body that isn't worth waiting for: it comes with its head.
    static let smallBody = 4096
    /// Bytes of a body that may come in unasked: of clients that end their side of the connection with the request.
    static let unaskedBody = 16 << 10

    private var isClosed = false
    private var isReadWanted = false
    private var isUnwanted = false
    private var unasked = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isClosed = Self.isGated(head.headerFields)
            unasked = 0
        case .body where isUnwanted: return
        case .body(let bytes) where isClosed:
            unasked += bytes.readableBytes
            guard unasked <= Self.unaskedBody else { return context.close(promise: nil) }
        case .body: break
        case .end:
            isUnwanted = false
            open(context)
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if isClosed { isReadWanted = true } else { context.read() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Open else { return context.triggerUserOutboundEvent(event, promise: promise) }
        open(context)
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), isClosed {
            isUnwanted = true
            open(context)
        }
        context.write(data, promise: promise)
    }

    /// Whether a request with these fields has to ask for its body.
    static func isGated(_ fields: HTTPFields) -> Bool {
        if let length = fields[.contentLength] { return Int(length).map { $0 > smallBody } ?? true }
        return fields[.transferEncoding] != nil
    }

    private func open(_ context: ChannelHandlerContext) {
        isClosed = false
        guard isReadWanted else { return }
        isReadWanted = false
        context.read()
    }
}
