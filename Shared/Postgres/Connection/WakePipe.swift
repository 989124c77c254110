import Glibc

/// A pipe to one's own thread: makes its `poll` return. (A pair of sockets: these close on exec and don't block from their birth on.)
final class WakePipe: Sendable {
    let readEnd: Int32
    private let writeEnd: Int32

    private static let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Self.kind, 0, &ends) == 0 else {
            throw PostgresError(.connection(.unreachable), "no file descriptors for a connection: error \(errno)")
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// A full pipe is as good as a byte more.
    func wake() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    func drain() {
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(readEnd, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
    }
}
