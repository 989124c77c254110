/// An alert's severity: any text, kept as it was sent, with an order for the words in common use.
package struct Severity: Hashable, Sendable {
    /// As sent; empty where the alert has no `severity` label.
    package let name: String

    /// 4 for the gravest. Words without an agreed order, and none at all, stand below `info`.
    package let rank: Int

    package init(_ name: String) {
        self.name = name
        rank = Self.rank(of: name)
    }

    package static let critical = Severity("critical")
    package static let warning = Severity("warning")
    package static let info = Severity("info")

    /// The words that have an order, by it; the first of each is the one to choose where there is a choice.
    private static let words: [(rank: Int, names: [String])] = [
        (4, ["critical", "crit", "emergency", "fatal", "page", "p1"]),
        (3, ["error", "high", "major", "p2"]),
        (2, ["warning", "warn", "medium", "minor", "p3"]),
        (1, ["info", "informational", "low", "notice", "p4"]),
    ]

    /// One word for each rank, the gravest first.
    package static let choices = words.compactMap(\.names.first)

    /// All words that people may set, in lower case. Alerts may say what they like.
    package static let accepted = words.flatMap(\.names)

    /// Whether it has a place in the order.
    package var isRanked: Bool { rank > 0 }

    private static func rank(of name: String) -> Int {
        let name = name.lowercased()
        return words.first { $0.names.contains(name) }?.rank ?? 0
    }

    /// The largest ``rank``.
    package static let highestRank = 4

    /// The graver of two; the first one where both weigh the same, so that an incident's severity doesn't waver between synonyms.
    package func max(_ other: Severity) -> Severity {
        other.rank > rank ? other : self
    }
}
