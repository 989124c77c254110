import FoundationEssentials
import Glibc

/// A folder of its own that is removed with this value, or by the ``Watchdog`` if the test process dies first.
package final class TemporaryDirectory: Sendable {
    package let path: String

    /// - Parameter name: the beginning of its name. Kept short: the path of a Unix socket may have 107 bytes.
    package init(_ name: String) throws {
        var template = "/tmp/whence-\(name)-XXXXXX".utf8CString
        let created = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let created else { throw TestSupportError("no temporary directory: error \(errno)") }
        path = created
        Watchdog.shared.watch(directory: created)
    }

    deinit {
        // What can't be removed now is left to the watchdog.
        try? FileManager.default.removeItem(atPath: path)
    }

    package func file(_ name: String) -> String {
        path + "/" + name
    }
}
