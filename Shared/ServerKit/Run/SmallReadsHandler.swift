import NIOCore

/// Keeps small what a connection may hold before anybody asks for it.
///
/// NIO's reads grow to 64 kB, it does four of them before anybody can say that it's enough, and each connection keeps four buffers for the next
/// ones: hundreds of clients that send more than is taken would fill the memory with what is then refused. Reads of 4 kB, one at a time, cost a
/// large body a few more system calls.
final class SmallReadsHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private static let allocator = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 4096)

    func handlerAdded(context: ChannelHandlerContext) {
        // A channel that can't be set so goes on as it is.
        context.channel.setOption(.recvAllocator, value: Self.allocator).whenFailure { _ in }
        context.channel.setOption(.maxMessagesPerRead, value: 1).whenFailure { _ in }
    }
}
