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

    private static func rank(of name: String) -> Int {
        switch name.lowercased() {
        case "critical", "crit", "emergency", "fatal", "page", "p1": 4
        case "error", "high", "major", "p2": 3
        case "warning", "warn", "medium", "minor", "p3": 2
        case "info", "informational", "low", "notice", "p4": 1
        default: 0
        }
    }

    /// The largest ``rank``.
    package static let highestRank = 4

    /// The graver of two; the first one where both weigh the same, so that an incident's severity doesn't waver between synonyms.
    package func max(_ other: Severity) -> Severity {
        other.rank > rank ? other : self
    }
}
