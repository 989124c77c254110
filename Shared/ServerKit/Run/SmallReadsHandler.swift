import NIOCore

/// Keeps small what a connection may hold before anybody asks for it.
///
/// Up to ten reads of a body wait for their reader. NIO's reads grow to 64 kB, which is 640 kB a connection: hundreds of clients that send more
/// than is taken would fill the memory with what is then refused. Reads of 8 kB cost a large body a few more system calls.
final class SmallReadsHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private static let allocator = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 8192)

    func handlerAdded(context: ChannelHandlerContext) {
        // A channel that can't be set so goes on as it is.
        context.channel.setOption(.recvAllocator, value: Self.allocator).whenFailure { _ in }
    }
}
