import AgentDomain
import Contracts
import Primitives

/// Numbers that a program logs again and again and that only grow: `cache holds 120 MB`, `heap used: 48MiB`.
struct GrowthInLog {
    var first: LogFact
    var last: LogFact
    var growth: Double

    /// Fewer could be a start.
    private static let minimumLines = 5
    private static let units = ["mb", "mib", "gb", "gib", "kb", "kib", "bytes", "mi", "megabytes"]
    private static let subjects = [
        "mem", "heap", "rss", "cache", "buffer", "allocat", "leak", "retained", "used", "entries", "objects", "held", "holding",
    ]

    /// - Returns: nil where nothing in the log grows steadily by half and more.
    init?(_ log: ContainerLog) {
        struct Series {
            var values: [Double] = []
            var lines: [ContainerLog.Line] = []
        }
        var series: [String: Series] = [:]
        for line in log.lines.suffix(2000) {
            guard line.text.mentions(any: Self.subjects), let value = Self.amount(in: line.text) else { continue }
            let key = LogPattern.of(line.text)
            series[key, default: Series()].values.append(value)
            series[key]?.lines.append(line)
        }
        let growing = series.values.filter { one in
            guard one.values.count >= Self.minimumLines, let low = one.values.first, let high = one.values.last, low > 0, high / low >= 1.5 else {
                return false
            }
            let rises = zip(one.values, one.values.dropFirst()).filter { $0.1 > $0.0 }.count
            return Double(rises) >= 0.8 * Double(one.values.count - 1)
        }
        guard let best = growing.max(by: { $0.values.count < $1.values.count }), let start = best.lines.first, let end = best.lines.last,
            let low = best.values.first, let high = best.values.last
        else { return nil }
        func fact(_ line: ContainerLog.Line) -> LogFact {
            LogFact(
                namespace: log.namespace, pod: log.pod, container: log.container, isPrevious: log.isPrevious, mechanism: .outOfMemory,
                line: String(line.text.prefix(300)), count: 1, firstSeen: line.time, lastSeen: line.time, distanceFromEnd: 0)
        }
        first = fact(start)
        last = fact(end)
        growth = high / low
    }

    /// How long the growth was watched.
    var span: Duration {
        guard let start = first.lastSeen, let end = last.lastSeen else { return .zero }
        return end - start
    }

    /// The first number that carries a unit of memory, or any where the line speaks of entries.
    private static func amount(in line: String) -> Double? {
        let lowered = line.lowercased()
        var words = lowered.split { " =:,;()[]\"'".contains($0) }
        if let first = words.first, first.contains("-"), first.contains("t") { words.removeFirst() }
        for (position, word) in words.enumerated() {
            let digits = word.prefix { $0.isNumber || $0 == "." }
            guard !digits.isEmpty, let value = Double(digits) else { continue }
            let unit = word.dropFirst(digits.count)
            if units.contains(String(unit)) { return value }
            if unit.isEmpty, position + 1 < words.count,
                units.contains(String(words[position + 1])) || ["entries", "objects", "items"].contains(words[position + 1])
            {
                return value
            }
        }
        return nil
    }
}
