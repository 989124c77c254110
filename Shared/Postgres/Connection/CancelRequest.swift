import CPostgres
import Glibc

/// Asks the server to stop what a session is doing.
///
/// libpq 16 and older only offer this as one blocking call, over a connection of its own. Where the network swallows that, the call never returns:
/// so it has a thread of its own, which is waited for no longer than a bound and otherwise left behind until its socket dies.
///
/// `@unchecked Sendable`: `handle` never changes, and `PQcancel` may be called from any thread.
final class CancelRequest: @unchecked Sendable {
    private let handle: OpaquePointer
    private let done: WakePipe

    private static let stackSize = 256 << 10

    /// - Returns: nil where there is no session, or no memory or descriptor left.
    init?(of session: OpaquePointer) {
        guard let done = try? WakePipe(), let handle = PQgetCancel(session) else { return nil }
        self.done = done
        self.handle = handle
    }

    deinit {
        PQfreeCancel(handle)
    }

    /// - Returns: whether the server has taken note, or the request has failed, within the bound. After `false` it may still arrive at any time.
    func send(within patience: Duration) -> Bool {
        done.drain()
        guard start() else { return true }
        var poller = pollfd(fd: done.readEnd, events: Int16(POLLIN), revents: 0)
        let end = ContinuousClock.now + patience
        while true {
            let left = ContinuousClock.now.duration(to: end)
            let count = poll(&poller, 1, Int32(clamping: max(0, left.wholeMilliseconds)))
            if count < 0, errno == EINTR { continue }
            return count > 0
        }
    }

    private func start() -> Bool {
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let owned = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<CancelRequest>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, owned.toOpaque())
        guard code == 0 else {
            owned.release()
            return false
        }
        return true
    }

    private func run() {
        // A request that fails is made again by whoever waits, until the connection is given up: its text would help nobody.
        var message = [CChar](repeating: 0, count: 256)
        PQcancel(handle, &message, Int32(message.count))
        done.wake()
    }
}
