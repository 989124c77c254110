import Primitives

/// A container of a pod.
package struct LogKey: Hashable, Sendable {
    package var namespace: String
    package var pod: String
    package var container: String
}

/// What was recorded of one container's logs: of its current run and of the one before.
package struct RecordedLog: Sendable {
    /// A run's log, or what the API server said instead.
    package enum Run: Sendable {
        /// Each line begins with its RFC 3339 time.
        case lines([UInt8])
        /// As `kubectl` prints it: `Error from server (BadRequest): …`.
        case refused(String)
    }

    package var current: Run?
    package var previous: Run?

    static let absent = RecordedLog(current: nil, previous: nil)

    /// - Parameter segments: `logs`, namespace, pod, and a file named for the container.
    static func parsing(segments: [String], content: [UInt8]) -> (LogKey, RecordedLog)? {
        // The names of containers are DNS labels, so that the first dot ends one.
        let parts = segments[3].split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let key = LogKey(namespace: segments[1], pod: segments[2], container: parts[0])
        let text = { String(decoding: content, as: UTF8.self).trimmingWhitespace }
        return switch parts[1] {
        case "log": (key, RecordedLog(current: .lines(content), previous: nil))
        case "error.txt": (key, RecordedLog(current: .refused(text()), previous: nil))
        case "previous.log": (key, RecordedLog(current: nil, previous: .lines(content)))
        case "previous.error.txt": (key, RecordedLog(current: nil, previous: .refused(text())))
        default: nil
        }
    }

    mutating func add(_ other: RecordedLog) {
        current = other.current ?? current
        previous = other.previous ?? previous
    }
}

/// The part of a log that a request asks for.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
struct LogWindow {
    var tailLines: Int?
    /// Lines from before it are left out.
    var since: Timestamp?
    var timestamps = false
    var limitBytes: Int?

    /// Applied in the kubelet's order: the last lines are taken first, then those of them that are too old are dropped.
    func apply(to log: [UInt8]) -> [UInt8] {
        var lines = log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var result: [UInt8] = []
        for line in lines.suffix(tailLines ?? lines.count) {
            let (time, rest) = Self.split(line)
            if let since, let time, time < since { continue }
            result.append(contentsOf: timestamps ? line : rest)
            result.append(UInt8(ascii: "\n"))
        }
        return limitBytes.map { Array(result.prefix($0)) } ?? result
    }

    /// The time that the runtime put before a line. A line without one, which no runtime writes, is kept whole.
    private static func split(_ line: ArraySlice<UInt8>) -> (Timestamp?, ArraySlice<UInt8>) {
        guard let space = line.firstIndex(of: UInt8(ascii: " ")),
            let time = Timestamp(rfc3339: String(decoding: line[..<space], as: UTF8.self))
        else { return (Timestamp(rfc3339: String(decoding: line, as: UTF8.self)), line) }
        return (time, line[(space + 1)...])
    }
}
