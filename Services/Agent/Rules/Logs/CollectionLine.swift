/// What garbage collectors log of a collection: one that stops the program and frees next to nothing, because all that it finds is in use.
///
/// Sources: `-Xlog:gc` (`GC(7) Pause Full (G1 Compaction Pause) 1021M->1014M(1024M) 2201.112ms`), the form before Java 9
/// (`[Full GC (Ergonomics)  1021M->1014M(1024M), 2.2 secs]`), Elasticsearch's `JvmGcMonitorService`
/// (`[gc][88123] overhead, spent [812ms] collecting in the last [1.1s]`), V8's `--trace-gc`
/// (`Mark-Compact 2047.9 (2082.6) -> 2046.1 (2083.1) MB, … (average mu = 0.08, current mu = 0.01) allocation failure`).
enum CollectionLine {
    /// Of the heap, still in use after a full collection.
    private static let full = 0.85
    /// Of the time, spent on collecting.
    private static let busy = 0.5

    static func isFutile(_ line: String) -> Bool {
        let lowered = line.lowercased()
        if lowered.contains("pause full") || lowered.contains("full gc") {
            return share(in: lowered[...]).map { $0 >= full } ?? false
        }
        if lowered.contains("overhead, spent [") { return overhead(in: lowered).map { $0 >= busy } ?? false }
        // The share of the time that was left to the program, by V8's own reckoning.
        if lowered.contains("mark-"), let left = lowered.between("average mu = ", ",").flatMap({ Double($0) }) { return left < 1 - full }
        return false
    }

    /// `1021M->1014M(1024M)`: what is left, of what there may be.
    private static func share(in line: Substring) -> Double? {
        guard let arrow = line.range(ofASCIIText: "->") else { return nil }
        let rest = line[arrow.upperBound...]
        guard let open = rest.firstIndex(of: "("), let close = rest[open...].firstIndex(of: ")"), let left = size(rest[..<open]),
            let all = size(rest[rest.index(after: open)..<close]), all > 0
        else { return nil }
        return left / all
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
