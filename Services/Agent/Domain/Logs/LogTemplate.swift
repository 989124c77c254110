public import Primitives

/// Lines of one log that differ only in their variables, and how often and when they were written.
public struct LogTemplate: Hashable, Sendable {
    /// The line's fixed parts; each variable is one `<*>`.
    public var pattern: String
    public var severity: LogSeverity
    /// The newest entry of the kind, as it was written.
    public var sample: LogEntry
    public var count: Int
    public var firstSeen: Timestamp?
    public var lastSeen: Timestamp?
    /// Entries from the log's end to the newest of the kind: 0 for the last.
    public var distanceFromEnd: Int
    /// Not written before the moment that the digest was made for, although the log reaches back beyond it.
    public var isNew: Bool

    public init(
        pattern: String, severity: LogSeverity, sample: LogEntry, count: Int, firstSeen: Timestamp?, lastSeen: Timestamp?, distanceFromEnd: Int,
        isNew: Bool = false
    ) {
        self.pattern = pattern
        self.severity = severity
        self.sample = sample
        self.count = count
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.distanceFromEnd = distanceFromEnd
        self.isNew = isNew
    }
}

/// How grave a line says that it is.
public enum LogSeverity: Int, Hashable, Sendable, Comparable, CaseIterable {
    case debug, info
    /// The line says nothing of it.
    case unknown
    case warning, error, fatal

    public static func < (first: LogSeverity, second: LogSeverity) -> Bool { first.rawValue < second.rawValue }
}

/// What a program wrote in one go: a line, or a line with its stack trace.
public struct LogEntry: Hashable, Sendable {
    public var time: Timestamp?
    /// The line as it was written. Of a trace, the line that says what happened, wherever in the trace it stands.
    public var text: String
    /// The lines of the stack trace, the first included, in their order. Empty where there is none.
    public var trace: [String]

    public init(time: Timestamp?, text: String, trace: [String] = []) {
        self.time = time
        self.text = text
        self.trace = trace
    }

    /// The line, or the whole trace.
    public var whole: String { trace.isEmpty ? text : trace.joined(separator: "\n") }
}
