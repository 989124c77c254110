/// Which of several names one was probably meant to be.
enum Likeness {
    static func nearest(to name: String, among names: [String]) -> String? {
        let scored = names.map { ($0, score(name, $0)) }.filter { $0.1 >= 0.5 }
        return scored.max { ($0.1, $1.0) < ($1.1, $0.0) }?.0
    }

    /// 0…1: shared words, or few edits.
    private static func score(_ first: String, _ second: String) -> Double {
        let a = Set(first.split(separator: "-"))
        let b = Set(second.split(separator: "-"))
        let shared = Double(a.intersection(b).count) / Double(max(1, min(a.count, b.count)))
        let distance = Double(edits(Array(first.utf8.prefix(64)), Array(second.utf8.prefix(64))))
        return max(shared * 0.9, 1 - distance / Double(max(first.utf8.count, second.utf8.count, 1)))
    }

    private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }
}
