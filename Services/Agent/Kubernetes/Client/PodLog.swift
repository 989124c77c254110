/// Which part of a container's output to read.
package struct LogOptions: Hashable, Sendable {
    /// Lines from the end.
    package var tailLines: Int
    /// The run before the current one.
    package var previous: Bool
    package var maximumBytes: Int

    package init(tailLines: Int, previous: Bool = false, maximumBytes: Int = 256 << 10) {
        self.tailLines = tailLines
        self.previous = previous
        self.maximumBytes = maximumBytes
    }
}

/// What reading a container's output came to. That there is none is an answer as well, and often a telling one.
package enum PodLog: Hashable, Sendable {
    /// Lines, oldest first, each starting with an RFC 3339 time. Empty where nothing was written or the pod isn't scheduled (204).
    case text(String)
    /// There is no run to read from, in the API server's own words.
    case unavailable(String)

    /// True of a 400 that speaks of the container's state, and not of the request.
    static func isAboutState(_ message: String) -> Bool {
        (message.contains("previous terminated container ") && message.hasSuffix(" not found"))
            || ["is waiting to start:", "is terminated", "is not available"].contains { message.contains($0) }
    }
}
