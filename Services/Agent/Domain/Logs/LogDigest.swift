public import Primitives

/// A log reduced to its kinds of lines: errors, what is new and what is rare first.
///
/// Rules and pages read logs through it; an answer quotes ``LogTemplate/sample``, the line as it was written.
public struct LogDigest: Sendable {
    /// Kinds of lines that are kept of one log.
    public static let maximumTemplates = 60

    /// The most telling first.
    public let templates: [LogTemplate]
    /// Entries of the log, each with its stack trace as one.
    public let entryCount: Int

    /// - Parameter change: when something changed, or the alert began: what was first written after it is new. nil where nothing is.
    public init(_ log: ContainerLog, since change: Timestamp? = nil) {
        let entries = LogEntry.assembled(log.lines)
        entryCount = entries.count
        var positions: [String: Int] = [:]
        var templates: [LogTemplate] = []
        for (position, entry) in entries.enumerated() {
            let pattern = LogPattern.of(entry.text)
            let distance = entries.count - 1 - position
            if let known = positions[pattern] {
                templates[known].count += 1
                templates[known].firstSeen = templates[known].firstSeen ?? entry.time
                templates[known].lastSeen = entry.time ?? templates[known].lastSeen
                templates[known].distanceFromEnd = distance
                // A trace says more than the same line without one.
                if !entry.trace.isEmpty || templates[known].sample.trace.isEmpty { templates[known].sample = entry }
            } else {
                positions[pattern] = templates.count
                templates.append(
                    LogTemplate(
                        pattern: pattern, severity: Self.severity(of: entry), sample: entry, count: 1, firstSeen: entry.time, lastSeen: entry.time,
                        distanceFromEnd: distance))
            }
        }
        if let change, let start = log.lines.lazy.compactMap(\.time).first, start < change {
            for index in templates.indices { templates[index].isNew = templates[index].firstSeen.map { $0 >= change } ?? false }
        }
        self.templates = Array(Self.ranked(templates, of: entries.count).prefix(Self.maximumTemplates))
    }

    private static func severity(of entry: LogEntry) -> LogSeverity {
        let stated = LogSeverity(of: entry.trace.first ?? entry.text)
        return entry.trace.isEmpty ? stated : max(stated, .error)
    }

    private static func ranked(_ templates: [LogTemplate], of entries: Int) -> [LogTemplate] {
        func weight(_ template: LogTemplate) -> Int {
            let gravity =
                switch template.severity {
                case .debug: -2
                case .info: 0
                case .unknown: 1
                case .warning: 3
                case .error: 8
                case .fatal: 9
                }
            let isRare = template.count * 50 <= entries
            return gravity + (template.isNew ? 3 : 0) + (isRare ? 1 : 0) + (template.sample.trace.isEmpty ? 0 : 1)
        }
        return templates.map { ($0, weight($0)) }
            .sorted { ($1.1, $0.0.distanceFromEnd) < ($0.1, $1.0.distanceFromEnd) }
            .map(\.0)
    }
}
