import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where finished log lines go.
package protocol LogOutput: Sendable {
    /// Takes one line, its newline included, and never lets it mix with another.
    func write(_ line: [UInt8])
}

/// A file descriptor that is written to one whole line at a time.
package final class LogStream: LogOutput {
    private let descriptor: Mutex<Int32>

    package init(descriptor: Int32) {
        self.descriptor = Mutex(descriptor)
    }

    package static func standardError() -> LogStream { LogStream(descriptor: STDERR_FILENO) }
    package static func standardOutput() -> LogStream { LogStream(descriptor: STDOUT_FILENO) }

    /// A line that can't be written (the reader is gone, the disk is full) is lost: there is nowhere left to say so.
    package func write(_ line: [UInt8]) {
        descriptor.withLock { descriptor in
            line.withUnsafeBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    #if canImport(Darwin)
                        let written = Darwin.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    #elseif canImport(Musl)
                        let written = Musl.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    #else
                        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    #endif
                    if written > 0 {
                        rest = rest.dropFirst(written)
                    } else if written < 0, errno == EINTR {
                        continue
                    } else {
                        return
                    }
                }
            }
        }
    }
}
