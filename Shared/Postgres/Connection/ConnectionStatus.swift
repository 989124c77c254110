import Glibc
import Synchronization

/// What a connection's owner may know of it without asking its thread.
final class ConnectionStatus: Sendable {
    private let usable = Atomic(false)
    private let idle = Atomic(true)
    private let socket = Atomic<Int32>(-1)

    /// The session is open, as far as this side knows.
    var isUsable: Bool { usable.load(ordering: .acquiring) }

    /// No transaction is open.
    var isIdle: Bool { idle.load(ordering: .acquiring) }

    func opened(socket descriptor: Int32) {
        socket.store(descriptor, ordering: .releasing)
        usable.store(true, ordering: .releasing)
    }

    func closed() {
        usable.store(false, ordering: .releasing)
        socket.store(-1, ordering: .releasing)
    }

    func update(isIdle: Bool) {
        idle.store(isIdle, ordering: .releasing)
    }

    /// Whether bytes, or the end of the stream, lie in the socket: an idle session gets none but the server's farewell.
    ///
    /// Only for the sole owner of an idle connection: otherwise the descriptor might be closed and given to somebody else meanwhile.
    var hasUnexpectedInput: Bool {
        let descriptor = socket.load(ordering: .acquiring)
        guard descriptor >= 0 else { return true }
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&poller, 1, 0) != 0
    }
}
