/// Whether a correlation rule is meant for an alert, by one of its labels: `team` is `payments`, `alertname` is not `Watchdog*`.
package struct LabelCondition: Hashable, Sendable {
    package let label: String
    /// Any of them.
    package let patterns: [Pattern]
    package let isNegated: Bool

    /// - Parameter text: values separated by `|`, in each of which `*` stands for anything; a `!` in front says "none of these".
    package init(label: String, text: String) {
        self.label = label
        isNegated = text.hasPrefix("!")
        patterns = text.dropFirst(isNegated ? 1 : 0).split(separator: "|", omittingEmptySubsequences: false).map { Pattern(String($0)) }
    }

    /// A label that an alert doesn't have counts as empty.
    func holds(for labels: [String: String]) -> Bool {
        let value = labels[label] ?? ""
        return patterns.contains { $0.matches(value) } != isNegated
    }

    /// A text in which `*` stands for any number of characters. There is nothing else to it, so that it takes linear time for what people write
    /// and never more than the product of both lengths.
    package struct Pattern: Hashable, Sendable {
        private let bytes: [UInt8]

        package init(_ text: String) {
            bytes = Array(text.utf8)
        }

        package func matches(_ text: String) -> Bool {
            let text = Array(text.utf8)
            var (place, position) = (0, 0)
            // Where to go on when what follows the last star turns out not to fit.
            var (afterStar, resumed): (Int?, Int) = (nil, 0)
            while position < text.count {
                if place < bytes.count, bytes[place] == UInt8(ascii: "*") {
                    place += 1
                    (afterStar, resumed) = (place, position)
                } else if place < bytes.count, bytes[place] == text[position] {
                    place += 1
                    position += 1
                } else if let star = afterStar {
                    resumed += 1
                    (place, position) = (star, resumed)
                } else {
                    return false
                }
            }
            return bytes[place...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }
}
