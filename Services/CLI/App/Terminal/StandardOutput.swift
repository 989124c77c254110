import Glibc

/// Standard output, which is buffered where it isn't a terminal: what somebody waits for has to be flushed.
enum StandardOutput {
    static func flush() {
        // A reader that has gone away is nothing to report to anybody.
        _ = fflush(nil)
    }
}
