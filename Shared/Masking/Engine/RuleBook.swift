/// The rules, ready to search with.
final class RuleBook: Sendable {
    final class Entry: Sendable {
        let rule: MaskingRule
        let pattern: Pattern?

        init(rule: MaskingRule, pattern: Pattern? = nil) {
            self.rule = rule
            self.pattern = pattern
        }
    }

    let entries: [Entry]
    let scanner: LiteralScanner
    /// Whether long runs are decoded as base64, and read as card numbers.
    let decodesBase64: Bool
    let findsCards: Bool
    /// The rule of each literal.
    private let owners: [Int]
    /// Bytes of a literal that are searched for.
    private static let maximumLiteral = 10

    init(rules: [MaskingRule], decodesBase64: Bool, findsCards: Bool) {
        var entries: [Entry] = []
        for rule in rules {
            guard case .pattern(let pattern, _) = rule.detector else {
                entries.append(Entry(rule: rule))
                continue
            }
            do throws(Pattern.Invalid) {
                entries.append(Entry(rule: rule, pattern: try Pattern(pattern)))
            } catch {
                // Built-in rules stand in the code alone, so this is a programming error that the first start shows; operators' own patterns are
                // checked with their settings.
                preconditionFailure("the built-in rule \(rule.name) is no pattern: \(error)")
            }
        }
        self.entries = entries
        self.decodesBase64 = decodesBase64
        self.findsCards = findsCards
        var owners: [Int] = []
        var literals: [(text: String, foldsCase: Bool)] = []
        for (index, rule) in rules.enumerated() {
            for literal in rule.literals {
                // The pattern looks at all of it anyway; and of a stream, no more than that has to be waited for.
                literals.append((String(literal.prefix(Self.maximumLiteral)), rule.foldsCase))
                owners.append(index)
            }
        }
        self.owners = owners
        scanner = LiteralScanner(literals)
    }

    func entry(ofLiteral literal: Int) -> Entry { entries[owners[literal]] }
}
