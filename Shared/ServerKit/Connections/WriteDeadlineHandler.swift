import NIOCore
import NIOHTTPTypes

/// Closes a connection whose client doesn't take what it is sent.
///
/// What the kernel doesn't take of an answer at once has to be gone within the time; a stream of events, whose end nobody waits for, is held to the
/// same, event by event, and may be silent for as long as it likes. Without this such a client would keep its connection, and what it was to be
/// sent, for as long as it pleases.
/// A timer is only set where something was left over; that is seldom.
final class WriteDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let timeout: TimeAmount
    private let hits: LimitHits
    /// Parts that were written, and how many of them the kernel has taken; they go in order.
    private var written = 0
    private var taken = 0
    private var deadline: Scheduled<Void>?

    init(timeout: TimeAmount, hits: LimitHits) {
        self.timeout = timeout
        self.hits = hits
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head = unwrapOutboundIn(data) { return context.write(data, promise: promise) }
        written += 1
        let promise = promise ?? context.eventLoop.makePromise()
        promise.futureResult.assumeIsolated().whenComplete { _ in self.taken += 1 }
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        if deadline == nil { watch(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        context.fireChannelInactive()
    }

    /// Gives what is left over now its time.
    private func watch(_ context: ChannelHandlerContext) {
        guard taken < written else { return }
        let due = written
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.deadline = nil
            guard self.taken < due else { return self.watch(context) }
            self.hits.hit(.writeTime)
            context.close(promise: nil)
        }
    }
}
