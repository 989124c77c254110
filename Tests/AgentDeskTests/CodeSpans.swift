/// Takes code spans and escaped signs out of markdown as CommonMark finds them (section 6.1): from a run of backticks to the next of the same length.
enum CodeSpans {
    static func removed(from text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(Array($0.unicodeScalars)) }.joined(separator: "\n")
    }

    private static func line(_ scalars: [Unicode.Scalar]) -> String {
        var kept = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            if scalars[index] == "\\", index + 1 < scalars.count {
                index += 2
                continue
            }
            guard scalars[index] == "`" else {
                kept.append(scalars[index])
                index += 1
                continue
            }
            let length = run(scalars, at: index)
            index += length
            var end = index
            while end < scalars.count, scalars[end] != "`" || run(scalars, at: end) != length {
                end += scalars[end] == "`" ? run(scalars, at: end) : 1
            }
            if end < scalars.count { index = end + length }
        }
        return String(kept)
    }

    private static func run(_ scalars: [Unicode.Scalar], at start: Int) -> Int {
        scalars[start...].prefix { $0 == "`" }.count
    }
}
