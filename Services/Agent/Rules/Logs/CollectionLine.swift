import AgentDomain

/// What garbage collectors log of a collection: one that stops the program and frees next to nothing, because all that it finds is in use.
///
/// Sources: `-Xlog:gc` (`GC(7) Pause Full (G1 Compaction Pause) 1021M->1014M(1024M) 2201.112ms`), the form before Java 9
/// (`[Full GC (Ergonomics)  1021M->1014M(1024M), 2.2 secs]`), Elasticsearch's `JvmGcMonitorService`
/// (`[gc][88123] overhead, spent [812ms] collecting in the last [1.1s]`), V8's `--trace-gc`
/// (`Mark-Compact 2047.9 (2082.6) -> 2046.1 (2083.1) MB, … (average mu = 0.08, current mu = 0.01) allocation failure`).
///
/// The size in parentheses is what the heap has now, which may be less than it may have: one collection that frees nothing is often followed by growth,
/// and a heap that gives memory back is nearly full after each. Only another full one soon after (``span``) shows that nothing is left.
enum CollectionLine {
    /// Of the heap, still in use after a full collection.
    private static let full = 0.85
    /// Of what was in use, freed by a collection that was of no use.
    private static let gain = 0.05
    /// Of the time, spent on collecting.
    private static let busy = 0.5
    /// Between two full collections of a heap that is used up.
    static let span = Duration.seconds(60)

    private static let heads = ["Pause Full", "Full GC", "overhead, spent [", "Mark-"]
    /// Collections that a person, a tool or another memory than the heap asked for.
    private static let asked = ["Metadata GC Threshold", "System.gc()", "Heap Dump", "Heap Inspection", "GCLocker", "Diagnostic Command", "WhiteBox"]

    /// Whether a line tells of a collection: its numbers, not its words, say what it amounts to.
    static func isOne(_ line: some StringProtocol) -> Bool { heads.contains { line.holdsBytes(of: $0) } }

    /// Whether it is a full one of a JVM, which says something only where it comes again.
    static func isFull(_ line: some StringProtocol) -> Bool { heads.prefix(2).contains { line.holdsBytes(of: $0) } }

    static func isFutile(_ line: String) -> Bool {
        guard isOne(line) else { return false }
        if isFull(line) { return !asked.contains { line.holdsBytes(of: $0) } && heap(in: line).map { $0.isFutile } ?? false }
        let lowered = line.lowercased()
        if lowered.contains("overhead, spent [") { return overhead(in: lowered).map { $0 >= busy } ?? false }
        // The share of the time that was left to the program, by V8's own reckoning.
        if let left = lowered.between("average mu = ", ",").flatMap({ Double($0) }) { return left < 1 - full }
        return false
    }

    private struct Heap {
        var before: Double
        var after: Double
        var size: Double

        var isFutile: Bool { after >= full * size && before - after < gain * before }
    }

    /// `1021M->1014M(1024M)`, of the whole heap: generations and the metaspace are written `[PSYoungGen: 1024K->0K(2048K)]`.
    private static func heap(in line: String) -> Heap? {
        var rest = line.lowercased()[...]
        while let arrow = rest.range(ofASCIIText: "->") {
            let start = rest[..<arrow.lowerBound].lastIndex { !($0.isNumber || $0.isLetter || $0 == ".") }
            let isPart = start.map { rest[...$0].hasSuffix(": ") } ?? false
            let before = size(rest[(start.map(rest.index(after:)) ?? rest.startIndex)..<arrow.lowerBound])
            rest = rest[arrow.upperBound...]
            guard !isPart, let before, let open = rest.firstIndex(of: "("), let close = rest[open...].firstIndex(of: ")"),
                let after = size(rest[..<open]), let all = size(rest[rest.index(after: open)..<close]), all > 0
            else { continue }
            return Heap(before: before, after: after, size: all)
        }
        return nil
    }

    private static func size(_ text: Substring) -> Double? {
        let units: [Character: Double] = ["k": 1, "m": 1024, "g": 1024 * 1024]
        guard let unit = text.last.flatMap({ units[$0] }) else { return nil }
        return Double(text.dropLast()).map { $0 * unit }
    }

    private static func overhead(in line: String) -> Double? {
        guard let spent = line.between("spent [", "]").flatMap(seconds), let all = line.between("in the last [", "]").flatMap(seconds), all > 0 else {
            return nil
        }
        return spent / all
    }

    private static func seconds(_ text: String) -> Double? {
        if text.hasSuffix("ms") { return Double(text.dropLast(2)).map { $0 / 1000 } }
        if text.hasSuffix("s") { return Double(text.dropLast()) }
        if text.hasSuffix("m") { return Double(text.dropLast()).map { $0 * 60 } }
        return nil
    }
}
